"""Read one sheet of an .xlsx workbook as text."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from dnoutcomes.errors import DataError
from dnoutcomes.readers.cell_columns import Row
from dnoutcomes.readers.containers import check_workbook_size
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.sheet_findings import hidden_findings, shown_findings
from dnoutcomes.readers.sheet_rows import SheetRows, read_sheets
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.table_of_cells import table_of_rows

_CHECK = "workbook"


def read_workbook(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read one sheet of an .xlsx workbook: what the cells show, never what their formulas would compute.

    A cell formatted as a percentage is read as 70%, an id formatted with leading zeros as 00012. What cells hide, scale
    down or show as a fraction is asked, and so are hidden rows, columns and sheets.

    Raises
    ------
    DataError
        The workbook is broken, or several sheets hold data.
    """
    check_workbook_size(data, source.name)
    return table_of_sheets(_sheets(data, source.name), source, mapping)


def table_of_sheets(sheets: list[SheetRows], source: Source, mapping: SiteMapping) -> RawTable:
    """Make a table of the one sheet that is meant, and ask of what it hides.

    Raises
    ------
    DataError
        Several sheets hold data, or the header isn't in its place.
    """
    sheet = _choose(sheets, mapping.member, source.name)
    width = sheet.width
    filled: list[tuple[Row, int]] = [
        (tuple(cells[column].text if column in cells else "" for column in range(1, width + 1)), line)
        for line, cells in sorted(sheet.rows.items())
        if line > mapping.skip_rows
    ]
    source = replace(
        source, encoding="", delimiter="", header_row=filled[0][1] if filled else 1, member=sheet.title
    )
    _check_header_place(filled, source, mapping)
    if not filled:
        refuse(
            source.name, "no row is left below the rows to skip", "Pass a smaller skip_rows=.", check="header"
        )
    header = filled[0][0]
    hidden_sheets = [
        *hidden_findings(sheet, header, source, mapping),
        *shown_findings(sheet, header, source, mapping),
    ]
    if mapping.hidden_cells == "leave_out":
        filled = _without_hidden(filled, sheet)
    return table_of_rows(
        [row for row, _ in filled], [line for _, line in filled], source, tuple(hidden_sheets)
    )


def _choose(sheets: list[SheetRows], member: str, name: str) -> SheetRows:
    sheets = [sheet for sheet in sheets if sheet.rows and (not member or sheet.title == member)]
    if not sheets:
        refuse(name, f"no sheet {quote(member)} with data" if member else "no sheet holds data", check=_CHECK)
    if len(sheets) > 1 or (sheets[0].hidden and not member):
        listed = ", ".join(quote(sheet.title) + (" (hidden)" if sheet.hidden else "") for sheet in sheets)
        several = f"{len(sheets)} sheets hold data: {listed}"
        refuse(
            name,
            several if len(sheets) > 1 else f"the only sheet with data, {quote(sheets[0].title)}, is hidden",
            "Say which with member=.",
            check=_CHECK,
            severity="ask",
        )
    return sheets[0]


def _without_hidden(filled: list[tuple[Row, int]], sheet: SheetRows) -> list[tuple[Row, int]]:
    """Leave hidden columns and rows out; the header stays, hidden or not."""
    columns = [position for position in range(sheet.width) if position + 1 not in sheet.hidden_columns]
    return [
        (tuple(row[position] for position in columns), line)
        for place_of_row, (row, line) in enumerate(filled)
        if not place_of_row or line not in sheet.hidden_rows
    ]


def _check_header_place(filled: list[tuple[Row, int]], source: Source, mapping: SiteMapping) -> None:
    known_names = [(sum(mapping.knows(cell) for cell in row), line) for row, line in filled[:50]]
    best, line = max(known_names, key=lambda counted: counted[0], default=(0, 1))
    if best >= 2 and line != source.header_row and known_names[0][0] < best:
        refuse(
            source.name,
            f"the column names aren't in the first row: they seem to stand in row {line} of the sheet",
            f"If so, pass skip_rows={line - 1}.",
            check="header",
            severity="ask",
            source_rows=[line],
        )


def _sheets(data: bytes, name: str) -> list[SheetRows]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return read_sheets(book, name)
    except DataError:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        IndexError,
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
