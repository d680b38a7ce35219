"""From a file or frame to a table of text: every format, with what was inferred and what was refused."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from dnoutcomes.errors import DataError
from dnoutcomes.file_bytes import TABLE_BYTES, FileBytesError, read_bytes
from dnoutcomes.readers.arrow import ARROW
from dnoutcomes.readers.containers import unpack_gzip, unpack_zip
from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.readers.database import is_address, read_database
from dnoutcomes.readers.delimited import read_delimited
from dnoutcomes.readers.duckdb_file import DUCKDB
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.formats import PARQUET, sniff
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.open_document import OPEN_DOCUMENT
from dnoutcomes.readers.optional_packages import require_packages
from dnoutcomes.readers.parquet import read_parquet
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.sas import SAS, SAS_TRANSPORT
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.spss import SPSS, SPSS_PORTABLE
from dnoutcomes.readers.sqlite import SQLITE
from dnoutcomes.readers.stata import STATA
from dnoutcomes.readers.workbook import read_workbook
from dnoutcomes.registry import OpenRegistry

__all__ = ["READERS", "RawTable", "Reader", "SiteMapping", "Source", "read_frame", "read_raw"]

READERS: OpenRegistry[Reader] = OpenRegistry(
    "reader",
    Reader,
    (
        Reader("delimited", read_delimited),
        Reader("workbook", read_workbook, what="a workbook"),
        Reader(
            "parquet", read_parquet, what="a Parquet file", first_bytes=(PARQUET,), suffixes=(".parquet",)
        ),
        OPEN_DOCUMENT,
        ARROW,
        SPSS,
        SPSS_PORTABLE,
        SAS,
        SAS_TRANSPORT,
        STATA,
        SQLITE,
        DUCKDB,
    ),
    error=DataError,
)


def read_raw(path: str | Path | Any, mapping: SiteMapping) -> RawTable:
    """Read a file, an archive of one file, or a frame as text.

    Parameters
    ----------
    path : str, Path or data frame
        A file that one of `READERS` takes, such a file in gz or zip, the address of a database, or a frame as in
        `read_frame`.
    mapping : SiteMapping
        Encoding, delimiter, rows to skip and member, where the caller states them.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        The file can't be read, or can be read in two ways.
    """
    if not isinstance(path, str | Path):
        return read_frame(path)
    if is_address(path):
        return read_database(str(path), mapping)
    path = Path(path)
    try:
        data = read_bytes(path, TABLE_BYTES)
    except FileBytesError as error:
        refuse(path.name, error.problem, error.remedy, check="file")
    source = Source(path.name, hashlib.sha256(data).hexdigest())
    kind, name = _kind_of(data, path.name), path.name
    if kind == "gzip":
        data, name = unpack_gzip(data, path.name), path.name.removesuffix(".gz")
        kind = _kind_of(data, name)
    elif kind == "zip":
        data, name = unpack_zip(data, path.name, mapping.member)
        source = replace(source, member=name)
        kind = _kind_of(data, name)
        mapping = mapping.model_copy(update={"member": ""})
    if kind not in READERS:
        refuse(path.name, "an archive inside an archive isn't unpacked", "Unpack it first.", check="archive")
    reader = READERS[kind]
    require_packages(reader.packages, reader.what or reader.name, path.name)
    return reader.read(data, source, mapping)


def _kind_of(data: bytes, name: str) -> str:
    """Return the name of a reader that takes the file, those of a script first, else what its first bytes say."""
    readers = (*READERS.registered(), *READERS.values())
    taken_by = next((reader.name for reader in readers if reader.takes(data, name)), "")
    kind = taken_by or sniff(data, name)
    if kind == "delimited" and not taken_by:
        _refuse_another_ending(name)
    return kind


def _refuse_another_ending(name: str) -> None:
    suffix = PurePath(name).suffix.lower()
    named = next((reader for reader in READERS.values() if suffix in reader.suffixes), None)
    if named is not None:
        refuse(
            name,
            f"this isn't {named.what}, as its ending {suffix} says: it's damaged, or named wrongly",
            "Export or copy it again.",
            check="file_format",
        )
