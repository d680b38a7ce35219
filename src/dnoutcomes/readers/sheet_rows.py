"""Stream the rows of a sheet: only cells that are there cost anything, whatever size the sheet declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dnoutcomes.readers.cell_columns import refuse_width
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.layout import MOST_COLUMNS
from dnoutcomes.readers.shown_cell import ShownCell, shown_cell

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

# Cells with nothing but a format count too: reading them takes as long.
MOST_CELLS = 5_000_000


@dataclass
class SheetRows:
    """What a sheet holds.

    Attributes
    ----------
    title : str
    hidden : bool
        Whether the whole sheet is.
    rows : dict of int to dict of int to ShownCell
        By row and column, both counted from 1; cells with content only.
    hidden_rows, hidden_columns : set of int
        Filtered out, folded away or hidden by hand.
    """

    title: str
    hidden: bool = False
    rows: dict[int, dict[int, ShownCell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def width(self) -> int:
        """The last column with content."""
        return max((max(cells) for cells in self.rows.values()), default=0)


def read_sheets(book: Any, name: str) -> list[SheetRows]:
    """Read every sheet of a workbook that openpyxl has opened for reading only."""
    left = MOST_CELLS
    sheets = []
    for sheet in book.worksheets:
        read = SheetRows(sheet.title, sheet.sheet_state != "visible")
        for cells in _stream(sheet, read):
            left -= len(cells)
            if left < 0:
                refuse(
                    name,
                    f"the workbook has more than {MOST_CELLS:,} cells, the most that are read; cells that only have a "
                    "format count too",
                    "Copy the table into a new workbook, or save it as CSV.",
                    check="too_large",
                )
        if read.width > MOST_COLUMNS:
            refuse_width(f"the sheet has content as far as column {read.width:,}", name)
        sheets.append(read)
    return sheets


def _stream(sheet: ReadOnlyWorksheet, read: SheetRows) -> Iterator[list[dict[str, Any]]]:
    # openpyxl's own rows are as wide and as many as the sheet declares; its parser gives what is there, and says what
    # is hidden.
    from openpyxl.worksheet._reader import WorkSheetParser

    formats: dict[int, str] = {}
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for line, cells in parser.parse():
            filled = {}
            for cell in cells:
                if cell["value"] is None:
                    continue
                style = cell["style_id"]
                if style not in formats:
                    formats[style] = _number_format(book, style)
                shown = shown_cell(cell["value"], formats[style])
                if shown.text.strip():
                    filled[cell["column"]] = shown
            if filled:
                read.rows.setdefault(line, {}).update(filled)
            yield cells
        read.hidden_rows = {int(line) for line, row in parser.row_dimensions.items() if _is_hidden(row)}
        for column in parser.column_dimensions.values():
            if _is_hidden(column):
                last = min(int(column["max"]), MOST_COLUMNS)
                read.hidden_columns |= set(range(int(column["min"]), last + 1))


def _is_hidden(dimension: dict[str, str]) -> bool:
    narrow = dimension.get("ht") == "0" or dimension.get("width") == "0"
    return narrow or dimension.get("hidden") in ("1", "true")


def _number_format(book: Any, style: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    code = book._cell_styles[style].numFmtId
    if code < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(code, "General"))
    return str(book._number_formats[code - BUILTIN_FORMATS_MAX_SIZE])
