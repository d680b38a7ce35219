"""Take a pandas frame in place of a file."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd

from dnoutcomes.language import term
from dnoutcomes.readers.coded_text import coded_frame, has_content, rows_whose_text, some_rows
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.raw_table import RawTable, check_header
from dnoutcomes.readers.source import Source

FRAME_NAME = term("data frame")


def read_frame(frame: pd.DataFrame, source: Source | None = None) -> RawTable:
    """Take a pandas frame as if it had been read from a CSV file with its column names in row 1.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per encounter. Missing values count as blank cells; the index is ignored.
    source : Source, optional
        The file that a reader of your own took the frame from.

    Returns
    -------
    RawTable
    """
    called = FRAME_NAME if source is None else source.name
    header = [str(name) for name in frame.columns]
    if not len(frame) or not header:
        refuse(called, "the frame has no rows", check="no_rows")
    check_header(header, called, 1)
    text = pd.DataFrame(
        {name: column_as_text(frame.iloc[:, position]) for position, name in enumerate(header)},
        dtype="object",
    )
    if source is None:
        digest = hashlib.sha256(text.to_csv(index=False).encode("utf-8", "backslashreplace")).hexdigest()
        source = Source(FRAME_NAME, digest)
    text = coded_frame(text)
    blank = ~np.logical_or.reduce([rows_whose_text(column, has_content) for _, column in text.items()])
    source = replace(
        source, n_rows_read=int((~blank).sum()), n_blank_rows=int(blank.sum()), encoding="", delimiter=""
    )
    rows = np.flatnonzero(~blank).astype("int64")
    if blank.any():
        text = some_rows(text, ~blank)
    return RawTable(text, rows + 2, source)


def column_as_text(column: pd.Series) -> list[str]:
    """Write the values of a column as a CSV file would hold them; missing ones are blank.

    Examples
    --------
    >>> column_as_text(pd.Series([7.0, None, 6.5]))
    ['7', '', '6.5']
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return [
            ""
            if pd.isna(value)
            else value.date().isoformat()
            if value == value.normalize() and value.tzinfo is None
            else value.isoformat()
            for value in column
        ]
    if pd.api.types.is_float_dtype(column.dtype):
        return ["" if pd.isna(value) else f"{value:.15g}" for value in column]
    return ["" if pd.isna(value) else str(value) for value in column]
