"""Write files so that they are on disk when they have their names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from dnoutcomes.destination import cant_write, reason_of
from dnoutcomes.writing.lock import locked

_PART = ".dnoutcomes-part"
_PIECE = 2**20


def write_into(directory: Path, files: Mapping[str, bytes], shown: Path | None = None) -> None:
    """Write files into a directory that nobody reads yet.

    Parameters
    ----------
    directory : Path
        Made where it doesn't exist.
    files : mapping of str to bytes
        Name to content. A name may have a directory before it: "figures/course.svg".
    shown : Path, optional
        Where they will be, to be named in errors. Default: `directory`.

    Raises
    ------
    OutputError
        The disk is full, or nobody may write there.
    """
    try:
        for name, content in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
    except OSError as error:
        raise cant_write(shown or directory, reason_of(error)) from error


def write_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write one file that is there in full or not at all, and replaces another in one step.

    Parameters
    ----------
    path : Path
    content : bytes
    mode : int
        Who may read it, minus what the user's settings forbid.

    Raises
    ------
    OutputError
        The disk is full, nobody may write there, or another run is writing it.

    Notes
    -----
    It is put together beside its place, where a run that is killed leaves it; the next one writes over that.
    """
    with locked(path):
        _replace(path, content, mode)


def _replace(path: Path, content: bytes, mode: int) -> None:
    part = _part_of(path)
    try:
        try:
            with os.fdopen(os.open(part, _FLAGS, mode), "wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_directory(path.parent)
    except OSError as error:
        raise cant_write(path, reason_of(error)) from error


def remove_file(path: Path) -> None:
    """Remove a file, and what a run that was killed may have left of it."""
    path.unlink(missing_ok=True)
    _part_of(path).unlink(missing_ok=True)


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{_PART}")


_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def sync_directory(directory: Path) -> None:
    """Bring the names in a directory to disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_directories(top: Path) -> None:
    """Bring the names in a directory and in all below it to disk."""
    for within, _, _ in os.walk(top):
        sync_directory(Path(within))


def digest(path: Path) -> str:
    """SHA-256 of a regular file; empty for anything else, a link too.

    Examples
    --------
    >>> digest(Path("/dev/null"))
    ''
    """
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def names_below(top: Path) -> list[str]:
    """Names of everything below a directory that isn't a directory, sorted; a link to one isn't."""
    links = []
    for within, directories, files in os.walk(top):
        names = [*files, *(name for name in directories if (Path(within) / name).is_symlink())]
        links += [(Path(within) / name).relative_to(top).as_posix() for name in names]
    return sorted(links)
