"""Replace the files of a directory one by one where it can't be exchanged, so that any run can finish it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from dnoutcomes.writing.files import digest, sync_directories, sync_directory, write_into
from dnoutcomes.writing.target_directory import TargetDirectory

_STEPS = ".dnoutcomes-steps"


def put_in_place(
    target: TargetDirectory, names: Sequence[str], before: Mapping[str, str], last: Sequence[str]
) -> None:
    """Move files up that are complete in `place.unfinished_inside`, and remove those that they leave behind.

    Parameters
    ----------
    target : TargetDirectory
    names : sequence of str
        The files to move; what else is there goes.
    before : mapping of str to str
        Name to hash of what may be replaced or removed.
    last : sequence of str
        File names that are moved after all others, in this order: what says whether the others are whole.

    Notes
    -----
    What is to be done is written down first and the directory renamed, which decides it: a run that dies later leaves a
    mix, and the next one does the rest.
    """
    new = target.unfinished_inside
    order = {name: number for number, name in enumerate(last, start=1)}
    steps = {
        "names": sorted(names, key=lambda name: order.get(name.rpartition("/")[2], 0)),
        "before": dict(before),
    }
    write_into(new, {_STEPS: json.dumps(steps).encode()}, target.directory)
    sync_directories(new)
    new.rename(target.ready_inside)
    sync_directory(target.directory)
    finish_in_place(target)


def finish_in_place(target: TargetDirectory) -> None:
    """Move up what is complete in `place.ready_inside`, as far as it wasn't yet; a file changed since stays."""
    ready = target.ready_inside
    steps = json.loads((ready / _STEPS).read_bytes())
    names, before = steps["names"], steps["before"]
    *others, final = names
    for name in others:
        _move(target.directory, ready, name, before)
    for name in sorted(before.keys() - set(names)):
        path = target.directory / name
        if digest(path) == before[name]:
            path.unlink()
            if path.parent != target.directory and not any(path.parent.iterdir()):
                path.parent.rmdir()
    _move(target.directory, ready, final, before)
    sync_directory(target.directory)
    # Renamed first: what a killed run leaves of it must not be taken for work that is left.
    ready.rename(target.unfinished_inside)
    shutil.rmtree(target.unfinished_inside)


def _move(directory: Path, ready: Path, name: str, before: Mapping[str, str]) -> None:
    path, target = ready / name, directory / name
    if not path.exists():
        return
    if os.path.lexists(target) and digest(target) != before.get(name):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
