"""Read one sheet of an OpenDocument spreadsheet (.ods) as text: what its cells show, as of a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from dnoutcomes.readers.cell_columns import refuse_width
from dnoutcomes.readers.containers import check_workbook_size
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.layout import MOST_COLUMNS
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.sheet_rows import MOST_CELLS, SheetRows
from dnoutcomes.readers.shown_cell import ShownCell, shown_cell
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.workbook import table_of_sheets

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WHAT = "an OpenDocument spreadsheet"
_ZIP = b"PK\x03\x04"
# Such an archive begins with a member that holds this and isn't packed.
_MIME = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_FIRST_MEMBER = 200
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT, _STYLE = (_NAMES % name for name in ("table", "office", "text", "style"))
_HIDDEN = ("collapse", "filter")
_SHOWN_NUMBER = re.compile(r"-?\d+(?:[.,](\d+))?")
_CHECK = "workbook"
# Of a number of repetitions; and spaces in a row that somebody may have typed.
_DIGITS = 10
_MOST_SPACES = 1_000


def is_open_document(data: bytes, name: str) -> bool:
    """Whether a file is an OpenDocument spreadsheet."""
    return data.startswith(_ZIP) and (_MIME in data[:_FIRST_MEMBER] or name.lower().endswith(".ods"))


def read_open_document(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read one sheet of an OpenDocument spreadsheet.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    mapping : SiteMapping
        The sheet, where several hold data, rows to skip, and what becomes of hidden cells.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        The file is broken or locked, declares entities, or several sheets hold data.
    """
    check_workbook_size(data, source.name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = _read_sheets(io.BytesIO(archive.read("content.xml")), source.name)
    except (zipfile.BadZipFile, KeyError, SyntaxError, _defused_error()):
        # SyntaxError is what XML parsers raise.
        refuse(
            source.name,
            "the spreadsheet is broken, or locked with a password",
            "Open it in the spreadsheet program, and save it again as .ods, .xlsx or CSV.",
            check=_CHECK,
        )
    return table_of_sheets(sheets, source, mapping)


def _defused_error() -> type[Exception]:
    from defusedxml.common import DefusedXmlException

    error: type[Exception] = DefusedXmlException
    return error


def _read_sheets(content: io.BytesIO, name: str) -> list[SheetRows]:
    from defusedxml.ElementTree import iterparse

    sheets: list[SheetRows] = []
    hidden_styles: set[str] = set()
    line = column = 0
    left = MOST_CELLS
    for event, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                sheets.append(_begun(element, hidden_styles))
                line, column = 1, 1
            continue
        if element.tag == f"{_STYLE}style":
            hidden_styles |= _hidden_style(element)
        elif not sheets:
            continue
        elif element.tag == f"{_TABLE}table-column":
            times = _times(element, "columns")
            if element.get(f"{_TABLE}visibility") in _HIDDEN:
                sheets[-1].hidden_columns |= set(range(column, min(column + times, MOST_COLUMNS + 1)))
            column += times
        elif element.tag == f"{_TABLE}table-row":
            times = _times(element, "rows")
            cells = dict(_cells(element, name))
            # Rows that repeat are one in the file; nobody repeats filled ones for ever.
            left -= len(cells) * times
            _refuse_size(left, name)
            for repeated in range(times if cells else 0):
                sheets[-1].rows[line + repeated] = cells
            if element.get(f"{_TABLE}visibility") in _HIDDEN and cells:
                sheets[-1].hidden_rows |= set(range(line, line + times))
            line += times
            element.clear()
    return sheets


def _begun(element: Element, hidden_styles: set[str]) -> SheetRows:
    title = element.get(f"{_TABLE}name", "")
    return SheetRows(title, hidden=element.get(f"{_TABLE}style-name", "") in hidden_styles)


def _hidden_style(element: Element) -> set[str]:
    properties = element.find(f"{_STYLE}table-properties")
    hides = properties is not None and properties.get(f"{_TABLE}display") == "false"
    return {element.get(f"{_STYLE}name", "")} if hides else set()


def _times(element: Element, what: str) -> int:
    return _whole(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < _DIGITS else 1


def _cells(row: Element, name: str) -> Iterator[tuple[int, ShownCell]]:
    column = 1
    for element in row:
        if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = _times(element, "columns")
        cell = _cell(element)
        if cell.text.strip():
            if column + times - 1 > MOST_COLUMNS:
                refuse_width(f"the sheet has content as far as column {column + times - 1:,}", name)
            yield from ((column + repeated, cell) for repeated in range(times))
        column += times


def _cell(element: Element) -> ShownCell:
    """Read a cell by the type of its value; a number also by what it shows."""
    kind = element.get(f"{_OFFICE}value-type", "")
    shown = "\n".join(_text(part) for part in element.findall(f"{_TEXT}p"))
    if kind == "date":
        return _date(element.get(f"{_OFFICE}date-value", ""), shown)
    if kind == "boolean":
        return ShownCell(str(element.get(f"{_OFFICE}boolean-value") == "true"))
    try:
        value = float(element.get(f"{_OFFICE}value", ""))
    except ValueError:
        return ShownCell(shown)
    return shown_cell(value, "0%") if kind == "percentage" else _number(value, shown.strip())


def _number(value: float, shown: str) -> ShownCell:
    plain = shown_cell(value, "General").text
    match = _SHOWN_NUMBER.fullmatch(shown)
    if not shown:
        return ShownCell(plain, "hidden", shown)
    if "/" in shown:
        return ShownCell(plain, "fraction", shown)
    if match is None:
        return ShownCell(plain)
    number, decimals = float(shown.replace(",", ".")), len(match[1] or "")
    if abs(number - value) <= 1e-9:
        # An id with leading zeros is read as it's shown.
        return ShownCell(shown if shown.isdigit() and shown.startswith("0") and len(shown) > 1 else plain)
    rounded = abs(number - value) <= 0.5 * 10.0**-decimals + 1e-9
    return ShownCell(plain, "fewer_digits" if rounded else "scaled", shown)


def _date(value: str, shown: str) -> ShownCell:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ShownCell(shown)
    return shown_cell(moment, "")


def _text(element: Element) -> str:
    """Return the text of a paragraph; several spaces, tabs and line breaks are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(_whole(child.get(f"{_TEXT}c", "1")), _MOST_SPACES))
        elif child.tag in (f"{_TEXT}line-break", f"{_TEXT}tab"):
            parts.append("\n" if child.tag.endswith("break") else "\t")
        elif not child.tag.startswith(_OFFICE):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _refuse_size(left: int, name: str) -> None:
    if left < 0:
        refuse(
            name,
            f"the spreadsheet has more than {MOST_CELLS:,} cells, the most that are read",
            "Copy the table into a new spreadsheet, or save it as CSV.",
            check="too_large",
        )


OPEN_DOCUMENT = Reader("open document", read_open_document, is_open_document, WHAT, suffixes=(".ods",))
