"""Read Stata: .dta of every release, with labels and the kinds of its missing values."""

from __future__ import annotations

from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.statistical_dates import stata_moment
from dnoutcomes.readers.statistical_file import read_statistical

WHAT = "a Stata file"
FIRST_BYTES = (b"<stata_dta>",)
# Before release 13 a file began with its release, the order of its bytes and a 1.
_OLD_RELEASES = range(104, 116)


def read_stata(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read a Stata file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    mapping : SiteMapping
        Its encoding: files before Stata 14 don't name theirs.

    Returns
    -------
    RawTable
        With the labels of variables and values. Missing values of a kind of their own, .a to .z, stand in
        `missing_reasons` by their labels.

    Raises
    ------
    DataError
        The file is damaged, or has texts in another encoding.
    """
    return read_statistical(
        data, source, "read_dta", WHAT, stata_moment, encoding=mapping.encoding, user_missing=True
    )


def is_old_stata(data: bytes, name: str) -> bool:
    """Whether a file is one of Stata before release 13."""
    return name.lower().endswith(".dta") and len(data) > 4 and data[0] in _OLD_RELEASES and data[1] in (1, 2)


STATA = Reader(
    "stata",
    read_stata,
    is_old_stata,
    WHAT,
    packages=("pyreadstat",),
    first_bytes=FIRST_BYTES,
    suffixes=(".dta",),
)
