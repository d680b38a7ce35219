"""What takes long to make is made by one of the processes that run the tests, and read by the others."""

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")

PAUSE = 0.1
# Longer than anything takes on a busy machine: whoever should make it was killed.
MOST_SECONDS = 900


class MadeOnce:
    """Make each thing when it's first asked for by its name, in one process, and give it to all.

    Parameters
    ----------
    directory : Path
        Of this run of the tests alone, so that nothing is read that other code made.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._here: dict[str, object] = {}

    def __call__(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what `make` makes, or what another process made of it. It must not be changed."""
        if name not in self._here:
            self._here[name] = self._shared(self._directory / name.replace(" ", "-"), make)
        return self._here[name]

    def _shared(self, file: Path, make: Callable[[], Made]) -> Made:
        self._directory.mkdir(parents=True, exist_ok=True)
        claim, deadline = file.with_name(f"{file.name}.claim"), time.monotonic() + MOST_SECONDS
        while not file.exists():
            try:
                claim.touch(exist_ok=False)
            except FileExistsError:
                if time.monotonic() > deadline:
                    return make()
                time.sleep(PAUSE)
                continue
            try:
                # It may have been finished between the look for it and the claim.
                return pickle.loads(file.read_bytes()) if file.exists() else _written(file, make())
            finally:
                # Where it couldn't be made, the next one tries, and fails in its own tests.
                claim.unlink()
        return pickle.loads(file.read_bytes())


def _written(file: Path, made: Made) -> Made:
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_bytes(pickle.dumps(made))
    part.replace(file)
    return made
