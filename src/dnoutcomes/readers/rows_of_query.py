"""Rows of a query, as text, within the bytes that a table may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dnoutcomes.file_bytes import TABLE_BYTES
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.raw_table import RawTable, check_header
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.typed_table import table_of_texts, text_of


def table_of_query(
    header: Sequence[str], rows: Iterable[Sequence[Any]], source: Source, *, hashed: bool = False
) -> RawTable:
    """Make a table of the rows that a query gives, one after the other.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequences
        Values of any type.
    source : Source
    hashed : bool
        As in `table_of_texts`.

    Raises
    ------
    DataError
        There are no rows, too many, or two columns have one name.
    """
    check_header(list(header), source.name, 1)
    columns: list[list[str]] = [[] for _ in header]
    left = TABLE_BYTES
    for row in rows:
        for column, value in zip(columns, row):
            text = text_of(value)
            left -= len(text) + 1
            column.append(text)
        if left < 0:
            refuse(
                source.name,
                f"the query gives more than {TABLE_BYTES:,} bytes, the most that's read",
                "Name the columns that are needed in it, or let it give fewer rows.",
                check="too_large",
            )
    return table_of_texts(header, columns, source, hashed=hashed)
