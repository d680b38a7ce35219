"""Typed table: values that a format has typed, as the text that a CSV file would hold."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.readers.coded_text import coded_frame, has_content, rows_whose_text, some_rows
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.raw_table import RawTable, check_header
from dnoutcomes.readers.source import Source


def table_of_texts(
    header: Sequence[str], columns: Sequence[Sequence[str]], source: Source, *, hashed: bool = False
) -> RawTable:
    """Make a table of columns of text, as if its rows stood below a header in line 1.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    columns : sequence of sequence of str
        Cells of each column; missing ones are blank.
    source : Source
    hashed : bool
        Whether the hash of the source is that of the cells, because there's no file.

    Raises
    ------
    DataError
        There are no rows, or two columns have one name.
    """
    if not header or not len(columns[0]):
        refuse(source.name, "the table has no rows", check="no_rows")
    check_header(list(header), source.name, 1)
    text = pd.DataFrame(dict(enumerate(columns)), dtype="object").set_axis(list(header), axis=1)
    if hashed:
        content = text.to_csv(index=False).encode("utf-8", "backslashreplace")
        source = replace(source, sha256=hashlib.sha256(content).hexdigest())
    text = coded_frame(text)
    blank = ~np.logical_or.reduce([rows_whose_text(column, has_content) for _, column in text.items()])
    source = replace(
        source, n_rows_read=int((~blank).sum()), n_blank_rows=int(blank.sum()), encoding="", delimiter=""
    )
    rows = np.flatnonzero(~blank).astype("int64")
    if blank.any():
        text = some_rows(text, ~blank)
    return RawTable(text, rows + 2, source)


def texts_of(values: Iterable[Any]) -> list[str]:
    """Write values of any type as `text_of` does."""
    return [text_of(value) for value in values]


def text_of(value: Any) -> str:
    """Write a value as a CSV file would hold it; a missing one is blank, and a whole number has no decimals.

    Examples
    --------
    >>> text_of(7.0), text_of(None), text_of(np.float32(0.1)), text_of(Decimal("6.50")), text_of(date(2026, 1, 5))
    ('7', '', '0.1', '6.5', '2026-01-05')
    """
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float | np.floating):
        return number_text(value)
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, datetime):
        return _moment_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def number_text(value: float | np.floating[Any]) -> str:
    """Write a number with as many digits as its precision has, and none that only its binary form has."""
    if math.isnan(value):
        return ""
    if isinstance(value, np.float32 | np.float16):
        # The shortest text that is this number; as a double it would be 0.100000001490116.
        return f"{float(str(value)):.15g}"
    return f"{value:.15g}"


def _decimal_text(value: Decimal) -> str:
    if value.is_nan():
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment_text(value: datetime) -> str:
    """Write a day alone where the time is midnight and no zone says that it may be another day elsewhere."""
    if value.tzinfo is None and (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
        return value.date().isoformat()
    return value.isoformat()


def labelled(
    table: RawTable,
    column_labels: Mapping[str, str],
    value_labels: Mapping[str, Mapping[str, str]],
    missing_reasons: Mapping[str, Mapping[str, str]],
) -> RawTable:
    """Return a table with what its file says beside the cells; columns without are left out."""
    return replace(
        table,
        column_labels={name: label for name, label in column_labels.items() if label},
        value_labels={name: labels for name, labels in value_labels.items() if labels},
        missing_reasons={name: reasons for name, reasons in missing_reasons.items() if reasons},
    )
