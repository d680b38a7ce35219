"""From cells to a table: the header's names, blank rows left out, and rows that the header doesn't fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.cell_columns import CellColumns, Row, columns_of_rows
from dnoutcomes.readers.coded_text import has_content, rows_whose_text, some_rows
from dnoutcomes.readers.encodings import row_label
from dnoutcomes.readers.finding import Finding, refuse
from dnoutcomes.readers.raw_table import RawTable, check_header
from dnoutcomes.readers.source import Source

Mask = NDArray[np.bool_]


def table_of_rows(
    rows: Sequence[Row], lines: Sequence[int], source: Source, findings: tuple[Finding, ...]
) -> RawTable:
    """Make a table of the header and the rows of cells below it.

    Parameters
    ----------
    rows : sequence of tuple of str
        The header first.
    lines : sequence of int
        Line of the file on which each row starts.
    source : Source
    findings : tuple of Finding
        What was inferred so far.
    """
    return table_of_cells(columns_of_rows(rows, lines), source, findings)


def table_of_cells(cells: CellColumns, source: Source, findings: tuple[Finding, ...]) -> RawTable:
    """Make a table of cells; none is ever moved from one column to another.

    Raises
    ------
    DataError
        There are no rows, two columns have one name, or a row has more cells than the header.
    """
    filled = _filled_rows(cells)
    n_rows = int(filled.sum())
    if not n_rows:
        refuse(source.name, "the file has column names but no rows", "Export it again.", check="no_rows")
    header = _without_empty_tail([name.strip() for name in cells.header], cells)
    check_header(header, source.name, source.header_row)
    _refuse_long_rows(cells, filled, len(header), source)
    whole = filled & (cells.n_cells >= len(header))
    if not whole[filled].all():
        findings = (*findings, _short_rows(cells.lines[filled & ~whole], len(header)))
    frame = pd.DataFrame(dict(enumerate(cells.columns[: len(header)])), index=range(len(filled)))
    frame = frame.set_axis(_named(header), axis=1)
    if not whole.all():
        frame = some_rows(frame, whole)
    source = replace(source, n_rows_read=n_rows, n_blank_rows=len(filled) - n_rows)
    return RawTable(frame, cells.lines[whole], source, findings)


def _filled_rows(cells: CellColumns) -> Mask:
    """Rows in which anything stands."""
    filled = cells.goes_on.copy()
    for column in cells.columns:
        if filled.all():
            break
        filled |= rows_whose_text(column, has_content)
    return filled


def _without_empty_tail(header: list[str], cells: CellColumns) -> list[str]:
    """Drop names missing at the end of the header where no row has anything there."""
    if cells.goes_on.any():
        return header
    while header and not header[-1] and not any(map(has_content, cells.columns[len(header) - 1].categories)):
        header = header[:-1]
    return header


def _short_rows(lines: NDArray[np.int64], width: int) -> Finding:
    return Finding(
        "row",
        f"the row has fewer cells than the header's {width}",
        check="row_length",
        source_rows=lines,
        sets_aside="row",
    )


def _refuse_long_rows(cells: CellColumns, filled: Mask, width: int, source: Source) -> None:
    """Refuse rows with more cells than the header; one empty cell more in every row is a delimiter at the end."""
    long = filled & (cells.n_cells > width)
    n = int(long.sum())
    # What stands behind an empty tail of the header is blank in every row.
    if not n or (n == filled.sum() and not cells.goes_on[long].any()):
        return
    first = int(np.flatnonzero(long)[0])
    more = f", and {n - 1} more rows" if n > 1 else ""
    refuse(
        source.name,
        f"{row_label(int(cells.lines[first]), source.header_row)} has too many cells: {int(cells.n_cells[first])}, "
        f"the header has {width}{more}",
        "Quote cells that hold the delimiter, or correct the row.",
        check="row_length",
        source_rows=cells.lines[long].tolist(),
    )


def _named(header: list[str]) -> list[str]:
    """Name columns without a name after their place, so that they can be reported."""
    return [name or f"(column {place} without a name)" for place, name in enumerate(header, start=1)]
