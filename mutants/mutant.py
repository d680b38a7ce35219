"""Mutant: one bug, where it is planted and which tests must fail for it."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PACKAGE = Path("src") / "dnoutcomes"
TABLES = Path(__file__).resolve().parent / "planted"


class MutantError(Exception):
    """A mutant that can't be planted as it is written."""


@dataclass(frozen=True)
class Mutant:
    """One planted bug.

    Attributes
    ----------
    name : str
    file : str
        Below src/dnoutcomes.
    old, new : str
        A text that stands in the file once, and what takes its place.
    fear : str
        What a reader of the report would be told, or would suffer, if the bug went through.
    tests : tuple of str
        Tests of the bug's own room, as pytest is given them, of which one must fail: best the one that is about it.
    """

    name: str
    file: str
    old: str
    new: str
    fear: str
    tests: tuple[str, ...]

    @property
    def room(self) -> str:
        """The folder of the package, or the file at its top."""
        return self.file.partition("/")[0].removesuffix(".py")

    def planted_in(self, source: str) -> str:
        """Return the text of the file with the bug in it.

        Raises
        ------
        MutantError
            The text isn't there, is there more than once, or what comes out is no Python.
        """
        times = source.count(self.old)
        if times != 1:
            raise MutantError(
                f"{self.name}: its text stands {times} times in {self.file} and must stand once; the code moved on, "
                f"so write the mutant again:\n{self.old}"
            )
        changed = source.replace(self.old, self.new)
        if self.file.endswith(".py"):
            try:
                compile(changed, self.file, "exec")
            except SyntaxError as error:
                raise MutantError(f"{self.name}: {self.file} is no Python with it: {error}") from None
        return changed

    def check(self) -> None:
        """Refuse a mutant whose file, text or tests aren't there."""
        path = TOP / PACKAGE / self.file
        if not path.is_file():
            raise MutantError(f"{self.name}: there is no {PACKAGE / self.file}")
        self.planted_in(path.read_text(encoding="utf-8"))
        for test in self.tests:
            file, _, function = test.partition("::")
            if not (TOP / file).exists():
                raise MutantError(f"{self.name}: there is no {file}")
            if function and f"def {function.partition('[')[0]}(" not in (TOP / file).read_text(
                encoding="utf-8"
            ):
                raise MutantError(f"{self.name}: {file} has no {function}")


def read_mutants() -> dict[str, Mutant]:
    """Return all mutants by their names, in the order of the tables."""
    mutants: dict[str, Mutant] = {}
    for path in sorted(TABLES.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]:
            mutant = Mutant(**{**entry, "tests": tuple(entry["tests"])})
            if mutant.name in mutants:
                raise MutantError(f"two mutants are called {mutant.name}")
            mutants[mutant.name] = mutant
    return mutants


def copy_package(directory: Path, mutant: Mutant | None = None) -> None:
    """Copy the package below a directory, with the bug in it where one is given."""
    # With times of files, so that what was compiled of the others is still good.
    shutil.copytree(TOP / PACKAGE, directory / PACKAGE.name)
    if mutant is not None:
        path = directory / PACKAGE.name / mutant.file
        path.write_text(mutant.planted_in(path.read_text(encoding="utf-8")), encoding="utf-8")
