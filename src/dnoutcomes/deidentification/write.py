"""Write an export: the table, its dictionary and what a reader must know, and the key only where it's asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.deidentification.as_text import as_text
from dnoutcomes.deidentification.k_anonymous.release_plan import plan_text
from dnoutcomes.deidentification.read_me import FIRST_WORDS, read_me
from dnoutcomes.destination import refuse_directory
from dnoutcomes.errors import DisclosureError
from dnoutcomes.writing import digest, replacing, write_file, write_into
from dnoutcomes.writing.target_directory import PASSING

if TYPE_CHECKING:
    from dnoutcomes.deidentification.table import DeidentifiedTable

TABLE = "outcomes.csv"
DICTIONARY = "data-dictionary.csv"
READ_ME = "README.txt"
PLAN = "plan.toml"
FILES = (TABLE, DICTIONARY, READ_ME)
_SHOWN = 3


def write_export(export: DeidentifiedTable, directory: Path, key: Path | None) -> list[Path]:
    """Write an export that passes its check; see `Deidentified.write`."""
    refuse_directory(directory)
    with replacing(directory, export_files) as new:
        refuse_places(directory, key)
        check = export.check()
        if not check.passed:
            raise DisclosureError(f"the table {check!r}\nNothing is written.")
        contents = _contents(export)
        write_into(new, contents, directory)
        # The key first: without it nobody could ever tell whose rows an export holds that was given away.
        if key is not None:
            _write_key(key, _csv(as_text(export.key)))
    return [*(directory / name for name in contents), *([key] if key else [])]


def export_files(directory: Path) -> dict[str, str]:
    """Name to hash of the files of an export in a directory; none where there isn't one."""
    if not _is_export(directory):
        return {}
    return {name: hashed for name in (*FILES, PLAN) if (hashed := digest(directory / name))}


def _contents(export: DeidentifiedTable) -> dict[str, bytes]:
    contents = {
        TABLE: _csv(as_text(export.frame)),
        DICTIONARY: _csv(as_text(export.dictionary)),
        READ_ME: read_me(export).encode("utf-8"),
    }
    if export.anonymity is not None:
        contents[PLAN] = plan_text(export.anonymity.plan).encode("utf-8")
    return contents


def refuse_places(directory: Path, key: Path | None, file: Path | None = None) -> None:
    """Refuse a directory in which other files would leave with the export, and a key that would.

    Parameters
    ----------
    directory, key : Path, Path or None
        Where the export is to be written, and the key.
    file : Path, optional
        The file that the export is made of.

    Raises
    ------
    DisclosureError
    OutputError
        One of them can't be written.
    """
    refuse_directory(directory)
    if file is not None and file.resolve().is_relative_to(directory.resolve()):
        raise DisclosureError(f"{file} lies in {directory} and would be given away; choose a new directory")
    others = _other_files(directory)
    if others:
        named = ", ".join(others[:_SHOWN]) + (", ..." if len(others) > _SHOWN else "")
        raise DisclosureError(
            f"{directory} holds other files ({named}), which would be given away with the export; choose a new "
            "directory"
        )
    if key is None:
        return
    if key.resolve().is_relative_to(directory.resolve()):
        raise DisclosureError(
            f"the key {key} would lie in {directory} and be given away with the export; keep it elsewhere"
        )
    if key.exists():
        raise _key_is_there(key)
    refuse_directory(key.parent)


def _key_is_there(key: Path) -> DisclosureError:
    return DisclosureError(
        f"the key {key} is there already: it may be all that leads back from an earlier export. Name another file"
    )


def _other_files(directory: Path) -> list[str]:
    """Return the names of files in a directory that aren't those of an earlier export."""
    if not directory.is_dir():
        return []
    ours = (*FILES, PLAN, *PASSING) if _is_export(directory) else PASSING
    return sorted(path.name for path in directory.iterdir() if path.name not in ours)


def _is_export(directory: Path) -> bool:
    page = directory / READ_ME
    return page.is_file() and page.read_bytes().startswith(FIRST_WORDS.encode("utf-8"))


def _csv(text: pd.DataFrame) -> bytes:
    csv_text: str = text.to_csv(index=False, lineterminator="\n")
    return csv_text.encode("utf-8")


def _write_key(path: Path, content: bytes) -> None:
    """Write the key, which nobody but its owner can read and which replaces no other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise _key_is_there(path)
    write_file(path, content, 0o600)
