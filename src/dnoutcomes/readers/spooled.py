"""Spool bytes into a file for as long as a library reads it that takes a path alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def spooled(data: bytes, ending: str) -> Iterator[Path]:
    """Hand out the path of a file with these bytes, which only its owner may read and which is gone afterwards.

    Examples
    --------
    >>> with spooled(b"bytes", ".sqlite") as path:
    ...     path.read_bytes(), path.suffix
    (b'bytes', '.sqlite')
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{ending}"
        path.write_bytes(data)
        yield path
