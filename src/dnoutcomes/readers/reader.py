"""A reader of files: which it takes, what it needs, and how bytes become a table of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.source import Source


def _never(data: bytes, name: str) -> bool:
    return False


@dataclass(frozen=True)
class Reader:
    """A kind of file and how it's read.

    Attributes
    ----------
    name : str
        "workbook".
    read : callable
        (bytes, Source, SiteMapping) to a RawTable: every cell as text, with the line it stands in. `read_frame` makes
        one of a pandas frame.
    recognises : callable
        (bytes, file name) to whether a file is of this kind, asked before a file is told by its first bytes, as text
        and workbooks are.
    what : str
        What such a file is called in messages: "an SPSS file". Its name unless given.
    packages : tuple of str
        What reading it needs beyond the package itself, as imported.
    first_bytes : tuple of bytes
        What such a file begins with.
    suffixes : tuple of str
        Endings of its name, such as ".sav": a file named so that isn't recognised is damaged.
    """

    name: str
    read: Callable[[bytes, Source, SiteMapping], RawTable]
    recognises: Callable[[bytes, str], bool] = _never
    what: str = ""
    packages: tuple[str, ...] = ()
    first_bytes: tuple[bytes, ...] = ()
    suffixes: tuple[str, ...] = ()

    def takes(self, data: bytes, name: str) -> bool:
        """Whether a file is of this kind."""
        return data.startswith(self.first_bytes) or self.recognises(data, name)
