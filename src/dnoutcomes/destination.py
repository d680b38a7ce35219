"""Where an output goes: refused before any work is done where it can't be written or would replace somebody's file."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from dnoutcomes.errors import OutputError

MANIFEST = "manifest.json"
ELSEWHERE = "Choose another place; on the command line with --out."
_SHOWN = 3


def refuse_directory(directory: Path) -> None:
    """Refuse a directory that can't be made or written to.

    Parameters
    ----------
    directory : Path
        Need not exist. Nothing is made: the nearest directory above it that exists is tried with a file that has no
        name or goes at once.

    Raises
    ------
    OutputError
        It is a file or lies in one, its name is no name, or nobody may write there.

    Examples
    --------
    >>> refuse_directory(Path("/dev/null/report"))
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.OutputError: can't write to /dev/null/report: /dev/null isn't a directory. Choose another place;
    on the command line with --out.
    """
    try:
        ancestor = _nearest(directory.absolute())
        if not ancestor.is_dir():
            raise cant_write(directory, f"{ancestor} isn't a directory")
        with tempfile.TemporaryFile(dir=ancestor):
            pass
    except OSError as error:
        raise cant_write(directory, reason_of(error)) from None
    except ValueError as error:
        if isinstance(error, OutputError):
            raise
        raise cant_write(directory, str(error)) from None


def refuse_file(path: Path, is_ours: Callable[[bytes], bool]) -> None:
    """Refuse a file that can't be written, and one that is there and wasn't written by this package.

    Parameters
    ----------
    path : Path
    is_ours : callable
        Whether content is such as this package writes there, so that it may be replaced.

    Raises
    ------
    OutputError
    """
    refuse_directory(path.parent)
    if path.is_dir():
        raise cant_write(path, "it is a directory")
    if _is_there(path) and not _holds(path, is_ours):
        raise not_ours(path.parent, [path.name])


def refuse_replacing(directory: Path, names: Iterable[str]) -> None:
    """Refuse to replace files of a directory that the report in it didn't write, or that were changed since.

    Parameters
    ----------
    directory : Path
    names : iterable of str
        Files that are to be written. A name may have a directory before it: "figures/course.svg".

    Raises
    ------
    OutputError
        Files that the directory's manifest doesn't list, or not with the hash that they have.
    """
    listed = listed_files(directory / MANIFEST)
    foreign = [
        name for name in names if _is_there(directory / name) and not _is_listed(directory, name, listed)
    ]
    if foreign:
        raise not_ours(directory, foreign)


def listed_files(manifest: Path) -> dict[str, str]:
    """Files inside a directory that its manifest lists, with their hashes; none where there is no readable manifest."""
    try:
        files = json.loads(manifest.read_bytes())["files"]
        listed = {str(name): str(facts["sha256"]) for name, facts in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: digest for name, digest in listed.items() if are_inside([name])}


def written_files(directory: Path) -> dict[str, str]:
    """Files in a directory that its manifest lists and nobody changed, and the manifest, with their hashes."""
    listed = listed_files(directory / MANIFEST)
    if not listed:
        return {}
    listed = {name: digest for name, digest in listed.items() if _is_listed(directory, name, listed)}
    return listed | {MANIFEST: hashlib.sha256((directory / MANIFEST).read_bytes()).hexdigest()}


def are_inside(names: Iterable[str]) -> bool:
    """Whether names of files lead nowhere but into their directory.

    Examples
    --------
    >>> are_inside(["figures/course.svg"]), are_inside(["report.html", "figures/../../elsewhere"])
    (True, False)
    """
    paths = [PurePosixPath(name) for name in names]
    return not any(path.is_absolute() or ".." in path.parts for path in paths)


def _is_listed(directory: Path, name: str, listed: dict[str, str]) -> bool:
    path = directory / name
    if name == MANIFEST:
        return bool(listed)
    return _holds(path, lambda content: hashlib.sha256(content).hexdigest() == listed.get(name))


def _is_there(path: Path) -> bool:
    """Whether something has this name, a link to nowhere too."""
    return os.path.lexists(path)


def _holds(path: Path, is_ours: Callable[[bytes], bool]) -> bool:
    if not path.is_file():
        return False
    try:
        return is_ours(path.read_bytes())
    except OSError as error:
        raise cant_write(path, reason_of(error)) from None


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest one above it that exists."""
    for ancestor in (path, *path.parents):
        try:
            ancestor.lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        return ancestor
    return path


_REASONS = {
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
}


def reason_of(error: OSError) -> str:
    """Why the system didn't write, in a user's words where there are some."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def cant_write(path: Path, reason: str) -> OutputError:
    """The error of a place that can't be written."""
    return OutputError(f"can't write to {path}: {reason}. {ELSEWHERE}")


def not_ours(directory: Path, names: list[str]) -> OutputError:
    """The error of files that would be replaced and that are somebody's."""
    named = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    return OutputError(
        f"{directory} holds {named}, which would be replaced and which an earlier run didn't write, or which was "
        f"changed since. Move or rename it, or choose another place; on the command line with --out."
    )
