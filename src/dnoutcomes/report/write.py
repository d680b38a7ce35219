"""Write a directory of files so that a run that dies leaves the old ones whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dnoutcomes.destination import MANIFEST, listed_files

UNFINISHED = ".unfinished-"


def write_files(directory: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a directory, each replaced in one step once all of them are complete on disk.

    Parameters
    ----------
    directory : Path
        Made where it doesn't exist. Other files in it are left alone.
    files : mapping of str to bytes
        Name to content. A name may have a directory before it: "figures/course.svg".

    Returns
    -------
    list of Path
        The files, in the order given.

    Notes
    -----
    The files are put together in a hidden folder of the directory. A run that is killed leaves it; the next one that is
    alone in the directory removes it. To know that it is alone takes a lock that Windows doesn't have: there it stays.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (
        _only_writer(directory) as alone,
        tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=directory) as place,
    ):
        if alone:
            _remove_abandoned(directory, Path(place))
        for name, content in files.items():
            unfinished = Path(place) / name
            unfinished.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
        for name in files:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(place) / name).replace(directory / name)
    return [directory / name for name in files]


@contextmanager
def _only_writer(directory: Path) -> Iterator[bool]:
    """Hold the directory while writing, and tell whether no other run holds it."""
    try:
        import fcntl
    except ImportError:
        yield False
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Held by another run, or a network drive that has no locks.
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _remove_abandoned(directory: Path, own: Path) -> None:
    for left in directory.glob(f"{UNFINISHED}*"):
        if left != own and left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def write_report(directory: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files of a report, then remove those of an earlier one that would stand beside it with other numbers.

    Parameters
    ----------
    directory, files
        See `write_files`. The manifest is best the last one: until it is replaced it shows that files were exchanged.

    Returns
    -------
    list of Path
        The files, in the order given.

    Notes
    -----
    Removed are files that the earlier manifest lists and that have the hash listed there. A file that somebody changed
    since stays.
    """
    earlier = listed_files(directory / MANIFEST)
    written = write_files(directory, files)
    _remove(directory, {name: digest for name, digest in earlier.items() if name not in files})
    return written


def withdraw_report(directory: Path) -> None:
    """Remove a report that no longer holds: the files that its manifest lists and nobody changed, then the manifest.

    Parameters
    ----------
    directory : Path
        Removed where nothing else is in it. Without a manifest, nothing happens.
    """
    manifest = directory / MANIFEST
    if not manifest.is_file():
        return
    _remove(directory, listed_files(manifest))
    manifest.unlink()
    if not any(directory.iterdir()):
        directory.rmdir()


def _remove(directory: Path, listed: Mapping[str, str]) -> None:
    """Remove the files that still have the hash listed, and the directories that this leaves empty."""
    for name, digest in listed.items():
        path = directory / name
        if not path.is_file() or path.is_symlink():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            path.unlink()
            if path.parent != directory and not any(path.parent.iterdir()):
                path.parent.rmdir()
