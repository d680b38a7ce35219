"""From a file or frame to a table of text: every format, with what was inferred and what was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from dnoutcomes.file_bytes import TABLE_BYTES, FileBytesError, read_bytes
from dnoutcomes.readers.containers import unpack_gzip, unpack_zip
from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.readers.delimited import read_delimited
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.formats import sniff
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.workbook import read_workbook

__all__ = ["READERS", "RawTable", "SiteMapping", "Source", "read_raw"]

READERS: dict[str, Callable[[bytes, Source, SiteMapping], RawTable]] = {
    "delimited": read_delimited,
    "workbook": read_workbook,
}


def read_raw(path: str | Path | pd.DataFrame, mapping: SiteMapping) -> RawTable:
    """Read a file, an archive of one file, or a frame as text.

    Parameters
    ----------
    path : str, Path or pandas.DataFrame
        Delimited text, .xlsx, either of them in gz or zip, or a frame.
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
    if isinstance(path, pd.DataFrame):
        return read_frame(path)
    path = Path(path)
    try:
        data = read_bytes(path, TABLE_BYTES)
    except FileBytesError as error:
        refuse(path.name, error.problem, error.remedy, check="file")
    source = Source(path.name, hashlib.sha256(data).hexdigest())
    kind, name = sniff(data, path.name), path.name
    if kind == "gzip":
        data, name = unpack_gzip(data, path.name), path.name.removesuffix(".gz")
        kind = sniff(data, name)
    elif kind == "zip":
        data, name = unpack_zip(data, path.name, mapping.member)
        source = replace(source, member=name)
        kind = sniff(data, name)
        mapping = mapping.model_copy(update={"member": ""})
    if kind not in READERS:
        refuse(path.name, "an archive inside an archive isn't unpacked", "Unpack it first.", check="archive")
    return READERS[kind](data, source, mapping)
