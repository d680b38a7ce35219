"""Read SAS: .sas7bdat, and the data sets of a transport file."""

from __future__ import annotations

import re

from dnoutcomes.readers.listed_tables import choose_table
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.statistical_dates import sas_moment
from dnoutcomes.readers.statistical_file import read_statistical

WHAT = "a SAS file"
DATA_FILE = (bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011"),)
TRANSPORT_FILE = (b"HEADER RECORD*******LIBRARY", b"HEADER RECORD*******LIBV8")
_MEMBER = re.compile(rb"HEADER RECORD\*{7}MEMB(ER |V8 )")
_RECORD = 80
# The name of a data set stands here, after its own header, that of its description, and eight letters of SAS.
_NAME = slice(2 * _RECORD + 8, 2 * _RECORD + 40)
_SHORT_NAME = 8


def read_sas(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read a SAS data file.

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
        With the labels of variables; those of values stand in a catalogue of their own and are for the mapping to say.
        Special missing values, .A to .Z, stand in `missing_reasons`.

    Raises
    ------
    DataError
        The file is damaged, or has texts in another encoding than it says.
    """
    return read_statistical(
        data, source, "read_sas7bdat", WHAT, sas_moment, encoding=mapping.encoding, user_missing=True
    )


def read_transport(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read one data set of a SAS transport file (.xpt, versions 5 and 8); special missing values are blank.

    Raises
    ------
    DataError
        The file is damaged, or has several data sets and `member` names none.
    """
    sets = data_sets(data)
    name = choose_table(dict.fromkeys(sets), mapping.member, source.name, "data set") if len(sets) > 1 else ""
    chosen = sets[name] if name else data
    return read_statistical(chosen, source, "read_xport", WHAT, sas_moment, encoding=mapping.encoding)


def data_sets(data: bytes) -> dict[str, bytes]:
    """Split a transport file into one for each of its data sets, by name."""
    starts = [match.start() for match in _MEMBER.finditer(data) if match.start() % _RECORD == 0]
    ends = [*starts[1:], len(data)]
    library = data[: starts[0]] if starts else b""
    return {_name_of(data[start:end]): library + data[start:end] for start, end in zip(starts, ends)}


def _name_of(part: bytes) -> str:
    longest = _NAME if b"MEMBV8" in part[:_RECORD] else slice(_NAME.start, _NAME.start + _SHORT_NAME)
    return part[longest].decode("ascii", "replace").strip(" \0")


SAS = Reader(
    "sas", read_sas, what=WHAT, packages=("pyreadstat",), first_bytes=DATA_FILE, suffixes=(".sas7bdat",)
)
SAS_TRANSPORT = Reader(
    "sas transport",
    read_transport,
    what="a SAS transport file",
    packages=("pyreadstat",),
    first_bytes=TRANSPORT_FILE,
    suffixes=(".xpt",),
)
