"""Write a directory of files so that it is the old one or the new one as a whole, whatever ends the run."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from dnoutcomes.destination import MANIFEST, cant_write, not_ours, reason_of
from dnoutcomes.errors import OutputError
from dnoutcomes.writing.carry_over import CantExchange, Ours, be_alike, bring_over, carry_over
from dnoutcomes.writing.exchange import exchange
from dnoutcomes.writing.files import names_below, sync_directories, sync_directory
from dnoutcomes.writing.in_place import put_in_place
from dnoutcomes.writing.lock import locked
from dnoutcomes.writing.recover import recover
from dnoutcomes.writing.target_directory import PASSING, TargetDirectory, discard, mark_of

# A directory that is another disk's, or is held by the system.
_CANT_MOVE = (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM)

# Windows renames no directory of which somebody has a file open; one by one, that file couldn't be replaced either.
_DENIED_MEANS_OPEN = sys.platform == "win32"


@contextmanager
def only_writer(directory: Path, ours: Ours) -> Iterator[None]:
    """Hold a directory for this run alone, and settle what one that died has left there: removed, or finished.

    Parameters
    ----------
    directory : Path
        Need not exist.
    ours : callable
        Name to hash of the files in a directory that this package wrote and nobody changed.

    Raises
    ------
    OutputError
        Another run is writing there, or the place can't be written.
    """
    with locked(directory) as is_only_writer:
        if is_only_writer:
            try:
                recover(TargetDirectory.of(directory), ours)
            except OSError as error:
                raise cant_write(directory, reason_of(error)) from error
        yield


@contextmanager
def replacing(directory: Path, ours: Ours, last: Sequence[str] = (MANIFEST,)) -> Iterator[Path]:
    """Give an empty directory to be filled, which takes the place of another in one step at the end.

    Parameters
    ----------
    directory : Path
        What is replaced, or made where it doesn't exist.
    ours : callable
        Name to hash of the files in a directory that this package wrote and nobody changed. They go; all other files of
        the directory are kept.
    last : sequence of str
        Where files must be replaced one by one: the names of those that go last, in this order.

    Yields
    ------
    Path
        The directory to fill. Where that raises an error, nothing is replaced.

    Raises
    ------
    OutputError
        Another run is writing there, the place can't be written, or a new file has the name of somebody's.

    Notes
    -----
    The directories are exchanged by the system in one step where it can (Linux, macOS), else by two renames. One that
    can't be exchanged keeps its place, and its files are replaced one by one: another disk's, that in which the user
    stands, one that holds a thousand other files or whose parent can't be written.

    A run that dies leaves the old files whole, or the new ones, but for the last case; the next run that writes there
    removes or finishes what it left.
    """
    with only_writer(directory, ours):
        target = TargetDirectory.of(directory)
        try:
            new = _begin(target)
        except OSError as error:
            raise cant_write(directory, reason_of(error)) from error
        try:
            yield new
            _finish(target, new, ours, last)
        except BaseException as error:
            # What is on disk tells how far it came, as after a run that was killed.
            with suppress(OSError):
                recover(target, ours)
            if isinstance(error, _WritingError):
                raise cant_write(directory, reason_of(error.cause)) from error
            raise


class _WritingError(Exception):
    """A failure of the system while directories are exchanged, not in what fills them."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _begin(target: TargetDirectory) -> Path:
    """Make the empty directory: beside the one that it's to replace, else in it."""
    if not target.directory.is_dir() or _may_be_exchanged(target.directory):
        try:
            target.unfinished.mkdir()
        except FileExistsError:
            raise OutputError(
                f"{target.unfinished} is there: another run is writing to {target.directory}, or was ended early. Wait "
                "until it is done; if there is none, remove that directory"
            ) from None
        except OSError:
            if not target.directory.is_dir():
                raise
        else:
            mark_of(target.unfinished).touch()
            try:
                if target.directory.is_dir():
                    be_alike(target.directory, target.unfinished)
            except CantExchange:
                discard(target, target.unfinished)
            else:
                return target.unfinished
    target.unfinished_inside.mkdir()
    return target.unfinished_inside


def _may_be_exchanged(directory: Path) -> bool:
    try:
        stands_in = Path.cwd().resolve().is_relative_to(directory)
    except OSError:
        stands_in = False
    return bool(directory.name) and not os.path.ismount(directory) and not stands_in


def _finish(target: TargetDirectory, new: Path, ours: Ours, last: Sequence[str]) -> None:
    try:
        before = dict(ours(target.directory)) if target.directory.is_dir() else {}
        names = [name for name in names_below(new) if name not in PASSING]
        _refuse_somebodys(target.directory, names, before)
        sync_directories(new)
        if new == target.unfinished:
            try:
                _take_place(target, before, ours)
            except CantExchange:
                mark_of(new).unlink()
                shutil.move(new, target.unfinished_inside)
            else:
                return
        put_in_place(target, names, before, last)
    except OSError as error:
        raise _WritingError(error) from error


def _refuse_somebodys(directory: Path, names: list[str], before: Mapping[str, str]) -> None:
    """Refuse where a new file would replace one that isn't ours, or a directory of files one that is a file."""
    above = {part.as_posix() for name in names for part in Path(name).parents} - {"."}
    foreign = [name for name in names if os.path.lexists(directory / name) and name not in before]
    foreign += [
        name for name in above if os.path.lexists(directory / name) and not (directory / name).is_dir()
    ]
    if foreign:
        raise not_ours(directory, sorted(foreign))


def _take_place(target: TargetDirectory, before: Mapping[str, str], ours: Ours) -> None:
    if not target.directory.exists():
        target.unfinished.rename(target.directory)
    else:
        carry_over(target.directory, target.unfinished, before.keys())
        sync_directories(target.unfinished)
        _exchange(target)
        bring_over(target.replaced, target.directory, ours)
        discard(target, target.replaced)
    mark_of(target.directory).unlink()
    sync_directory(target.directory)
    sync_directory(target.directory.parent)


def _exchange(target: TargetDirectory) -> None:
    """Put the new directory in the old one's place, and the old one aside."""
    try:
        exchanged = exchange(target.unfinished, target.directory)
        if not exchanged:
            target.directory.rename(target.replaced)
    except OSError as error:
        if _DENIED_MEANS_OPEN and isinstance(error, PermissionError):
            raise OutputError(
                f"{target.directory} is in use. Close the programs that have files of it open, and run this again"
            ) from error
        if error.errno in _CANT_MOVE:
            raise CantExchange from None
        raise
    target.unfinished.rename(target.replaced if exchanged else target.directory)
