"""Source: which file was read, and how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Which file was read, and how.

    Attributes
    ----------
    name : str
        File name without its directory, which may say who somebody is.
    sha256 : str
        Hash of the bytes of the file as it lies on disk.
    n_rows_read : int
        Data rows of the file, blank ones left out.
    n_blank_rows : int
        Rows without any content.
    n_duplicates : int
        Rows that repeat another one in every column; one of each is kept.
    n_records : int
        Rows of `Outcomes.records`.
    encoding, delimiter : str
        As declared or found; the delimiter is empty for a workbook or a frame.
    header_row : int
        Line that holds the column names.
    member : str
        Member of an archive or sheet of a workbook, empty otherwise.
    site : str
        Site whose rows alone these are, empty where the whole file is meant. The numbers of rows are then the site's.
    """

    name: str
    sha256: str
    n_rows_read: int = 0
    n_blank_rows: int = 0
    n_duplicates: int = 0
    n_records: int = 0
    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int = 1
    member: str = ""
    site: str = ""
