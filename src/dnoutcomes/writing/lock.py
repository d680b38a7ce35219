"""One run at a time writes to a directory; another one is told so at once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from dnoutcomes.destination import ELSEWHERE, cant_write, reason_of
from dnoutcomes.errors import OutputError
from dnoutcomes.writing.target_directory import LOCKS, TargetDirectory

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Whether a lock is held can only be told by taking it, so a moment's refusal may be another run that looked.
_ATTEMPTS = 5
_PAUSE = 0.05
# Windows keeps others from reading what is locked, so that is far behind the number of the process.
_FAR = 2**30
# Directories that this run holds, and whether for certain alone.
_held: ContextVar[Mapping[Path, bool]] = ContextVar("_held", default=MappingProxyType({}))


@contextmanager
def locked(directory: Path) -> Iterator[bool]:
    """Hold a directory, so that no other run writes to it, to one above it or right in it.

    Parameters
    ----------
    directory : Path
        Need not exist. Directories above it are made, and removed again if nothing came into them.

    Yields
    ------
    bool
        Whether it is certain that no other run is at work here; some network drives have no locks.

    Raises
    ------
    OutputError
        Another run is writing there.

    Notes
    -----
    The lock is a file beside the directory, because a lock on the directory would go away with it when it's exchanged.
    The system lets go of it when a run dies. Who holds a directory may hold it again.
    """
    target = TargetDirectory.of(directory)
    if target.directory in _held.get():
        yield _held.get()[target.directory]
        return
    made = _make(target.directory.parent)
    try:
        _refuse_beside_others(target)
        path = _lock_file(target, directory)
        handle = _acquire(path, directory)
        token = _held.set({**_held.get(), target.directory: handle is not None})
        try:
            yield handle is not None
        finally:
            _held.reset(token)
            if handle is not None:
                _release(handle, path)
    finally:
        for above in reversed(made):
            with suppress(OSError):
                above.rmdir()


def busy(directory: Path) -> bool:
    """Whether a run is writing to a directory now, as far as can be told."""
    target = TargetDirectory.of(directory)
    return _is_locked(target.lock) or _is_locked(target.lock_inside)


def _make(directory: Path) -> list[Path]:
    """Make a directory and those above it that don't exist; return those made, the highest first."""
    try:
        missing = [path for path in (directory, *directory.parents) if not path.exists()][::-1]
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cant_write(directory, reason_of(error)) from error
    return missing


def _refuse_beside_others(target: TargetDirectory) -> None:
    """Refuse where a run writes to a directory above this one or right in it: one would take the other along."""
    above = {path: TargetDirectory(path).lock for path in target.directory.parents if path not in _held.get()}
    in_it = {path: path for path in target.directory.glob(LOCKS)} if target.directory.is_dir() else {}
    for directory, lock in (above | in_it).items():
        if lock != target.lock_inside and _is_locked(lock):
            raise _busy(directory if directory in above else target.directory, lock)


def _lock_file(target: TargetDirectory, directory: Path) -> Path:
    """Beside the directory, or in it where nothing can be made beside it."""
    try:
        os.close(os.open(target.lock, os.O_RDWR | os.O_CREAT, 0o666))
    except OSError as error:
        if not target.directory.is_dir():
            raise cant_write(directory, reason_of(error)) from error
        return target.lock_inside
    return target.lock


def _acquire(path: Path, directory: Path) -> int | None:
    """Take a lock; None where the disk knows none."""
    for n_tries in range(_ATTEMPTS):
        if n_tries:
            time.sleep(_PAUSE)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise cant_write(directory, reason_of(error)) from error
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            continue
        except OSError:
            os.close(handle)
            path.unlink(missing_ok=True)
            return None
        # The run before may have removed the file between our opening and locking it: then nobody else sees our lock.
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            os.truncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
            return handle
        os.close(handle)
    raise _busy(directory, path)


def _release(handle: int, path: Path) -> None:
    if os.name == "posix":
        path.unlink(missing_ok=True)
        os.close(handle)
        return
    os.close(handle)
    # Windows removes no file that somebody has open, so this one isn't another run's.
    with suppress(OSError):
        path.unlink()


def _is_locked(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    except OSError:
        return False
    try:
        _lock(handle)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _busy(directory: Path, lock: Path) -> OutputError:
    try:
        number = lock.read_text(encoding="ascii")
    except (OSError, ValueError):
        number = ""
    who = f" (process {number})" if number.isdecimal() else ""
    return OutputError(
        f"another run{who} is writing to {directory} now. Wait until it is done and run this again. {ELSEWHERE}"
    )
