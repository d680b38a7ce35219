"""Read a user's file: a regular one of bounded size, and nothing else that a path can name."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from dnoutcomes.errors import DnOutcomesError

# Plans, mappings, styles, words and logos are written by hand or drawn; a table may be larger.
SETTINGS_BYTES = 2**22
LOGO_BYTES = 2**24
TABLE_BYTES = 2**30
_PIECE = 2**22
_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe (FIFO)"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


class FileBytesError(DnOutcomesError):
    """A path that no bytes are read from.

    Attributes
    ----------
    problem, remedy : str
        What was got, and what would do.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


def read_bytes(path: Path, most: int) -> bytes:
    """Return the bytes of a regular file.

    Parameters
    ----------
    path : Path
    most : int
        Bytes that the file may have.

    Raises
    ------
    FileBytesError
        The path can't be opened, names something else than a file (reading it may never end), holds too much, or was
        changed while it was read.

    Examples
    --------
    >>> read_bytes(Path("/dev/zero"), 100)
    Traceback (most recent call last):
    ...
    dnoutcomes.file_bytes.FileBytesError: this is a device, not a file. Name a regular file.
    """
    try:
        # The kind is asked of the open file, so that nobody can exchange it in between; a pipe without a writer must
        # not be waited for.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise _unopened(path, error) from None
    before = os.fstat(handle)
    mode = before.st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        kind = next((what for is_kind, what in _KINDS if is_kind(mode)), "something else")
        raise FileBytesError(f"this is {kind}, not a file", "Name a regular file.")
    with os.fdopen(handle, "rb") as stream:
        try:
            # In pieces: a read of so many bytes would set them aside at once.
            data = bytearray()
            while len(data) <= most and (piece := stream.read(_PIECE)):
                data += piece
            after = os.fstat(handle)
        except OSError as error:
            raise _unopened(path, error) from None
    if len(data) > most:
        raise FileBytesError(
            f"the file has more than {most:,} bytes, the most that's read",
            "Split it, or leave out what isn't needed.",
        )
    # Of a file that is written meanwhile, these may be bytes that it never held at once. One that is replaced by
    # another is read as it was.
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileBytesError(
            "the file was changed while it was read", "Wait until what writes it is done, and read it again."
        )
    return bytes(data)


def _unopened(path: Path, error: OSError | ValueError) -> FileBytesError:
    # A socket can't even be opened, and says so in words that name no socket. A path with a NUL is a ValueError.
    if isinstance(error, ValueError):
        return FileBytesError("the path can't be opened (it holds a NUL character)", "Check the path.")
    if path.is_socket():
        return FileBytesError("this is a socket, not a file", "Name a regular file.")
    return FileBytesError(f"the file can't be opened ({error.strerror})", "Check the path.")
