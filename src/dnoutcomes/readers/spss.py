"""Read SPSS: .sav, .zsav and portable files, with labels and the reasons of user-missing values."""

from __future__ import annotations

from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.statistical_dates import spss_moment
from dnoutcomes.readers.statistical_file import read_statistical

WHAT = "an SPSS file"
SYSTEM_FILE = (b"$FL2", b"$FL3")
_PORTABLE = b"SPSS PORT FILE"
# Five lines of 40 signs say so in as many alphabets.
_FIRST_LINES = 220


def read_spss(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read an SPSS system file, packed or not.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    mapping : SiteMapping
        Its encoding, where the file names a wrong one.

    Returns
    -------
    RawTable
        With the labels of variables and values; codes declared as user-missing stand in `missing_reasons`.

    Raises
    ------
    DataError
        The file is damaged, or has texts in another encoding than it says.
    """
    return read_statistical(
        data, source, "read_sav", WHAT, spss_moment, encoding=mapping.encoding, user_missing=True
    )


def read_portable(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read an SPSS portable file as `read_spss` does; its user-missing values are blank, without a reason."""
    return read_statistical(data, source, "read_por", WHAT, spss_moment)


def is_portable(data: bytes, name: str) -> bool:
    """Whether a file is an SPSS portable file."""
    return _PORTABLE in data[:_FIRST_LINES].replace(b"\r", b"").replace(b"\n", b"")


SPSS = Reader(
    "spss",
    read_spss,
    what=WHAT,
    packages=("pyreadstat",),
    first_bytes=SYSTEM_FILE,
    suffixes=(".sav", ".zsav"),
)
SPSS_PORTABLE = Reader(
    "spss portable", read_portable, is_portable, WHAT, packages=("pyreadstat",), suffixes=(".por",)
)
