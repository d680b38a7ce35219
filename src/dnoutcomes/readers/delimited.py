"""Read delimited text: find the delimiter and the header, and refuse rows whose cells can't be told apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import NoReturn

import numpy as np
import pandas as pd

from dnoutcomes.readers.encodings import decode, row_label
from dnoutcomes.readers.finding import Finding, refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.raw_table import RawTable, Row, check_header, is_blank
from dnoutcomes.readers.source import Source

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# Lines among which the header is looked for, and known names that make a line a header.
_HEADER_LINES = 50
_HEADER_NAMES = 2
# Exports have tens of columns, wide ones hundreds.
MOST_COLUMNS = 5_000


@dataclass(frozen=True)
class Layout:
    """Where the header is and what separates the cells."""

    delimiter: str
    header_row: int
    known_names: int


def read_delimited(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read delimited text.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    mapping : SiteMapping
        What the caller says of encoding, delimiter and rows to skip, and the site's column names.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        The text can't be decoded, a row has too many cells, a quote is never closed, or the header isn't in its place.
    """
    text, encoding, found = decode(data, source.name, mapping.encoding)
    layout = find_layout(text, mapping)
    _check_layout(layout, text, mapping, source.name)
    if layout.delimiter != ",":
        named = DELIMITERS.get(layout.delimiter, quote(layout.delimiter))
        found = (*found, Finding("info", f"the delimiter is a {named}", check="delimiter"))
    source = replace(source, encoding=encoding, delimiter=layout.delimiter, header_row=layout.header_row)
    rows, lines = _parse(text, layout, source.name)
    return table_of_rows(rows, lines, source, found)


def find_layout(text: str, mapping: SiteMapping) -> Layout:
    r"""Find the delimiter and the header: the first line and the delimiter that give the most known column names.

    Examples
    --------
    >>> find_layout("Export\n\npatient_id;arm;pain\n1;sc;7,5", SiteMapping())
    Layout(delimiter=';', header_row=3, known_names=3)
    """
    candidates = [mapping.delimiter] if mapping.delimiter else list(DELIMITERS)
    best = Layout(candidates[0], 1, -1)
    filled = 0
    for line, content in _first_lines(text):
        if line <= mapping.skip_rows or not content.strip():
            continue
        filled += 1
        for delimiter in candidates:
            cells = content.split(delimiter, MOST_COLUMNS)
            known = sum(mapping.knows(cell.strip().strip('"')) for cell in cells)
            wider = (
                filled == 1
                and known == best.known_names == 0
                and len(cells) > content.count(best.delimiter) + 1
            )
            if known > best.known_names or wider:
                best = Layout(delimiter, line, known)
    return best


def _first_lines(text: str) -> Iterator[tuple[int, str]]:
    for line, content in enumerate(io.StringIO(text, newline=""), start=1):
        if line > _HEADER_LINES:
            return
        yield line, content.rstrip("\r\n")


def _check_layout(layout: Layout, text: str, mapping: SiteMapping, name: str) -> None:
    """Ask when lines with content stand before the line that looks like the header."""
    if layout.known_names < _HEADER_NAMES:
        return
    before = [
        line
        for line, content in _first_lines(text)
        if mapping.skip_rows < line < layout.header_row and content.strip()
    ]
    if before:
        refuse(
            name,
            f"the column names aren't in the first row: they seem to stand in row {layout.header_row} of the file",
            f"If so, pass skip_rows={layout.header_row - 1}.",
            check="header",
            severity="ask",
            source_rows=[layout.header_row],
        )


def _parse(text: str, layout: Layout, name: str) -> tuple[list[Row], list[int]]:
    """Split the text from the header on into rows of cells, with the line on which each row starts."""
    stream = io.StringIO(text, newline="")
    for _ in range(layout.header_row - 1):
        next(stream)
    reader = csv.reader(stream, delimiter=layout.delimiter, strict=True)
    rows: list[Row] = []
    lines: list[int] = []
    start = layout.header_row
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                refuse_width(f"{row_label(start, layout.header_row)} has {len(row):,} cells", name)
            # A tuple of str is let off by the garbage collector, which a million lists would keep busy.
            rows.append(tuple(row))
            lines.append(start)
            start = layout.header_row + reader.line_num
    except csv.Error as error:
        _refuse_quote(error, start, layout, name)
    return rows, lines


def refuse_width(what: str, name: str) -> NoReturn:
    """Refuse a table that is wider than any export."""
    refuse(
        name,
        f"{what}, and at most {MOST_COLUMNS:,} columns are read",
        "Export the columns that the data dictionary names.",
        check="too_large",
    )


def _refuse_quote(error: csv.Error, start: int, layout: Layout, name: str) -> None:
    label = row_label(start, layout.header_row)
    refuse(
        name,
        f"a quote that starts in {label} is never closed or is followed by text ({error})",
        'Close the quote, double every " inside a quoted cell, or remove it.',
        check="quotes",
        source_rows=[start],
    )


def table_of_rows(
    rows: Sequence[Row], lines: Sequence[int], source: Source, found: tuple[Finding, ...]
) -> RawTable:
    """Make a table of the header and the rows of cells below it; cells are never moved from one column to another.

    Parameters
    ----------
    rows : sequence of tuple of str
        The header first.
    lines : sequence of int
        Line of the file on which each row starts.
    source : Source
    found : tuple of Finding
        What was inferred so far.
    """
    body, places = _where(rows[1:], lines[1:], [not is_blank(row) for row in rows[1:]])
    if not body:
        refuse(source.name, "the file has column names but no rows", "Export it again.", check="no_rows")
    header = _without_empty_tail([name.strip() for name in rows[0]], body)
    check_header(header, source.name, source.header_row)
    n_rows = len(body)
    widths = set(map(len, body))
    if max(widths) > len(header):
        _refuse_long_rows(body, places, header, source)
    if min(widths) < len(header):
        whole = [len(row) >= len(header) for row in body]
        found = (*found, _short_rows(places, whole, header))
        body, places = _where(body, places, whole)
    if max(widths) > len(header):
        body = [row[: len(header)] for row in body]
    frame = pd.DataFrame(body, columns=_named(header), dtype="object")
    source = replace(source, n_rows_read=n_rows, n_blank_rows=len(rows) - 1 - n_rows)
    return RawTable(frame, np.array(places, dtype="int64"), source, found)


def _where(rows: Sequence[Row], lines: Sequence[int], kept: list[bool]) -> tuple[list[Row], list[int]]:
    return list(compress(rows, kept)), list(compress(lines, kept))


def _without_empty_tail(header: list[str], body: list[Row]) -> list[str]:
    """Drop names missing at the end of the header where no row has anything there."""
    while header and not header[-1] and all(is_blank(row[len(header) - 1 :]) for row in body):
        header = header[:-1]
    return header


def _short_rows(lines: list[int], whole: list[bool], header: list[str]) -> Finding:
    return Finding(
        "row",
        f"the row has fewer cells than the header's {len(header)}",
        check="row_length",
        source_rows=[line for line, kept in zip(lines, whole) if not kept],
        sets_aside="row",
    )


def _refuse_long_rows(body: list[Row], lines: list[int], header: list[str], source: Source) -> None:
    """Refuse rows with more cells than the header; one empty cell more in every row is a delimiter at the end."""
    width = len(header)
    long, places = _where(body, lines, [len(row) > width for row in body])
    if not long or (len(long) == len(body) and all(is_blank(row[width:]) for row in long)):
        return
    more = f", and {len(long) - 1} more rows" if len(long) > 1 else ""
    refuse(
        source.name,
        f"{row_label(places[0], source.header_row)} has too many cells: {len(long[0])}, the header has {width}{more}",
        "Quote cells that hold the delimiter, or correct the row.",
        check="row_length",
        source_rows=places,
    )


def _named(header: list[str]) -> list[str]:
    """Name columns without a name after their place, so that they can be reported."""
    return [name or f"(column {place} without a name)" for place, name in enumerate(header, start=1)]
