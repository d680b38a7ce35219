"""Cell columns: the cells of a file column by column, as coded text, whatever the length of its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, zip_longest
from typing import NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.coded_text import (
    coded,
    has_content,
    joined,
    of_codes,
    rows_whose_text,
    without_unused_texts,
)
from dnoutcomes.readers.encodings import row_label
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.layout import DELIMITERS, MOST_COLUMNS, Layout
from dnoutcomes.readers.outline import Outline, lines_of, outline_of, place_of_line

Row = tuple[str, ...]
# Rows that are held as cells at a time, before they are coded.
_BLOCK = 100_000


@dataclass(frozen=True, eq=False)
class CellColumns:
    """The cells below a header.

    Attributes
    ----------
    header : tuple of str
        The first row, as written.
    columns : tuple of pandas.Categorical
        One per cell of the header, "" where a row has fewer cells.
    n_cells : array of int, shape (rows,)
        Cells of each row.
    goes_on : array of bool, shape (rows,)
        Whether something stands in a cell beyond those of the header.
    lines : array of int, shape (rows,)
        Line of the file on which each row starts.
    """

    header: Row
    columns: tuple[pd.Categorical, ...]
    n_cells: NDArray[np.int64]
    goes_on: NDArray[np.bool_]
    lines: NDArray[np.int64]


def read_cells(data: bytes, layout: Layout, name: str) -> CellColumns:
    """Split a text from the header on into cells: all at once where its marks tell them, else sign by sign.

    Parameters
    ----------
    data : bytes
        The whole text in UTF-8; a half of a pair of UTF-16, which some encodings let through, as it would be written.
    layout : Layout
    name : str
        The file, for messages.

    Raises
    ------
    DataError
        A row is wider than any export, or a quote is never closed or is followed by text.
    """
    return _read_at_once(data, layout) or _read_by_row(data.decode(errors="surrogatepass"), layout, name)


def columns_of_rows(rows: Iterable[Row], lines: Iterable[int]) -> CellColumns:
    """Code the cells of rows, the header first, block by block."""
    rows, lines = iter(rows), iter(lines)
    header = next(rows, ())
    next(lines, 0)
    blocks, n_cells, goes_on = [], [], []
    while block := list(islice(rows, _BLOCK)):
        blocks.append(_coded_block(block, len(header)))
        n_cells += [len(row) for row in block]
        goes_on += [has_content("".join(row[len(header) :])) for row in block]
    return CellColumns(
        header,
        tuple(joined(parts) for parts in zip(*blocks)) or tuple(coded([]) for _ in header),
        np.array(n_cells, dtype="int64"),
        np.array(goes_on, dtype=bool),
        np.fromiter(lines, dtype="int64"),
    )


def _coded_block(block: Sequence[Row], width: int) -> list[pd.Categorical]:
    columns = list(islice(zip_longest(*(row[:width] for row in block), fillvalue=""), width))
    columns += [("",) * len(block)] * (width - len(columns))
    return [coded(column) for column in columns]


def _read_at_once(data: bytes, layout: Layout) -> CellColumns | None:
    if layout.delimiter not in DELIMITERS:
        return None
    outline = outline_of(data, place_of_line(data, layout.header_row), layout.delimiter)
    if outline is None or len(outline.starts) < 2:
        return None
    start, body = (int(position) for position in outline.starts[:2])
    longest = int(outline.n_cells[1:].max())
    # One cell more than the header's is a delimiter at the end of the row; more than that is for an error to show.
    if longest > min(int(outline.n_cells[0]) + 1, MOST_COLUMNS):
        return None
    try:
        (header,) = csv.reader(lines_of(data[start:body].decode()), delimiter=layout.delimiter, strict=True)
        return _columns_at_once(data, layout, tuple(header), outline) if header else None
    except UnicodeDecodeError:  # half of a pair
        return None


def _columns_at_once(data: bytes, layout: Layout, header: Row, outline: Outline) -> CellColumns:
    width = max(len(header), int(outline.n_cells[1:].max()))
    starts = [*outline.starts[1::_BLOCK], len(data)]
    blocks = [_parsed_block(data[start:end], layout.delimiter, width) for start, end in pairwise(starts)]
    columns = [without_unused_texts(joined(parts)) for parts in zip(*blocks)]
    goes_on = np.zeros(len(outline.starts) - 1, dtype=bool)
    if width > len(header):
        goes_on = rows_whose_text(columns[len(header)], has_content)
    return CellColumns(
        header,
        tuple(columns[: len(header)]),
        outline.n_cells[1:],
        goes_on,
        layout.header_row + outline.lines[1:],
    )


def _parsed_block(rows: bytes, delimiter: str, width: int) -> list[pd.Categorical]:
    """Parse rows of known width. A row of words goes ahead: pandas takes a column of nothing but numbers for numbers.

    That would make 007 a 7. The words also say how many cells a row has.
    """
    ahead = delimiter.join(["text"] * width) + "\n"
    block = pd.read_csv(
        io.BytesIO(ahead.encode() + rows), sep=delimiter, header=None, names=range(width), index_col=False,
        dtype="category", na_filter=False, skip_blank_lines=False, low_memory=False,
    )  # fmt: skip
    columns = [block[position].array[1:] for position in range(width)]
    return [of_codes(column.codes, column.categories.to_numpy(dtype="object")) for column in columns]


def _read_by_row(text: str, layout: Layout, name: str) -> CellColumns:
    lines: list[int] = []
    return columns_of_rows(_rows(text, layout, name, lines), lines)


def _rows(text: str, layout: Layout, name: str, lines: list[int]) -> Iterator[Row]:
    """Split the text from the header on into rows of cells; keep the line on which each row starts."""
    reader = csv.reader(
        islice(lines_of(text), layout.header_row - 1, None), delimiter=layout.delimiter, strict=True
    )
    start = layout.header_row
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                refuse_width(f"{row_label(start, layout.header_row)} has {len(row):,} cells", name)
            lines.append(start)
            yield tuple(row)
            start = layout.header_row + reader.line_num
    except csv.Error as error:
        _refuse_quote(error, start, layout, name)


def refuse_width(what: str, name: str) -> NoReturn:
    """Refuse a table that is wider than any export."""
    refuse(
        name,
        f"{what}, and at most {MOST_COLUMNS:,} columns are read",
        "Export the columns that the data dictionary names.",
        check="too_large",
    )


def _refuse_quote(error: csv.Error, start: int, layout: Layout, name: str) -> NoReturn:
    label = row_label(start, layout.header_row)
    refuse(
        name,
        f"a quote that starts in {label} is never closed or is followed by text ({error})",
        'Close the quote, double every " inside a quoted cell, or remove it.',
        check="quotes",
        source_rows=[start],
    )
