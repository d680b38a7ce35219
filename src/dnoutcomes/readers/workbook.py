"""Read one sheet of an .xlsx workbook as text."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dnoutcomes.errors import DataError
from dnoutcomes.readers.containers import check_workbook_size
from dnoutcomes.readers.delimited import table_of_rows
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.raw_table import RawTable, Row, is_blank
from dnoutcomes.readers.source import Source

_CHECK = "workbook"


def read_workbook(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read one sheet of an .xlsx workbook: what the cells show, never what their formulas would compute.

    Raises
    ------
    DataError
        The workbook is broken, several sheets hold data, or openpyxl (the extra `formats`) isn't installed.
    """
    check_workbook_size(data, source.name)
    sheets = {title: rows for title, rows in _sheets(data, source.name).items() if rows}
    if mapping.member:
        sheets = {title: rows for title, rows in sheets.items() if title == mapping.member}
    if not sheets:
        refuse(
            source.name,
            f"no sheet {quote(mapping.member)} with data" if mapping.member else "no sheet holds data",
            check=_CHECK,
        )
    if len(sheets) > 1:
        listed = ", ".join(quote(title) for title in sheets)
        refuse(
            source.name,
            f"{len(sheets)} sheets hold data: {listed}",
            "Say which with member=.",
            check=_CHECK,
            severity="ask",
        )
    ((title, rows),) = sheets.items()
    filled = [(row, line) for line, row in enumerate(rows, start=1) if line > mapping.skip_rows]
    while filled and is_blank(filled[0][0]):
        filled.pop(0)
    source = replace(
        source, encoding="", delimiter="", header_row=filled[0][1] if filled else 1, member=title
    )
    _check_header_place(filled, source, mapping)
    return table_of_rows([row for row, _ in filled], [line for _, line in filled], source, ())


def _check_header_place(filled: list[tuple[Row, int]], source: Source, mapping: SiteMapping) -> None:
    known = [(sum(mapping.knows(cell) for cell in row), line) for row, line in filled[:50]]
    best, line = max(known, key=lambda item: item[0], default=(0, 1))
    if best >= 2 and line != source.header_row and known[0][0] < best:
        refuse(
            source.name,
            f"the column names aren't in the first row: they seem to stand in row {line} of the sheet",
            f"If so, pass skip_rows={line - 1}.",
            check="header",
            severity="ask",
            source_rows=[line],
        )


def _sheets(data: bytes, name: str) -> dict[str, list[Row]]:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise DataError(
            f"{quote(name)} is a workbook and openpyxl isn't installed: install dnoutcomes[formats], or save it as CSV."
        ) from None
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return {
            sheet.title: _trimmed(
                [tuple(_text(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
            )
            for sheet in book.worksheets
        }
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
    ):
        # SyntaxError is what XML parsers raise.
        refuse(
            name,
            "the workbook is broken",
            "Open it in the spreadsheet program, and save it again as .xlsx or CSV.",
            check=_CHECK,
        )


def _trimmed(rows: list[Row]) -> list[Row]:
    while rows and is_blank(rows[-1]):
        rows.pop()
    return rows


def _text(cell: Any) -> str:
    """Write a cell as its sheet shows it, dates as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)
