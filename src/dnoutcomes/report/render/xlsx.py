"""The tables of the report as a workbook: numbers as numbers, shown as they are printed, and never a formula."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from dnoutcomes.language import say, say_term
from dnoutcomes.report.blocks.cell import Cell, Kind, ShownNumber
from dnoutcomes.report.blocks.section import Section, Table
from dnoutcomes.report.export import exact
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.names.results_dictionary import COLUMN_MEANINGS
from dnoutcomes.report.render.cover import Cover, cover_line
from dnoutcomes.report.words.page_words import CONTENTS

# A workbook must have a date: the earliest that its zip file can have, so that it says nothing.
EARLIEST = datetime(1980, 1, 1)
LONGEST_NAME = 31
A4 = 9
# Height of a line in points.
LINE = 15
WIDEST, NARROWEST = 60, 11

Value = str | float | bool | ShownNumber | None


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook.

    Attributes
    ----------
    name : str
    caption : str
        What a row is.
    heads : tuple of str
    rows : tuple of tuples of Value
    notes : tuple of str
        Below the rows.
    for_reading : bool
        Whether the caption stands above the heads; without it a program finds the heads in the first row.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    for_reading: bool = True


def render_xlsx(cover: Cover, sections: tuple[Section, ...], results: pd.DataFrame) -> bytes:
    """Render the tables of a report as a workbook.

    Parameters
    ----------
    cover : Cover
    sections : tuple of Section
        Every table in them gets a sheet of its own.
    results : pandas.DataFrame
        Every number of the report, from `results_table`.

    Returns
    -------
    bytes
        The same ones each time: no name of a person, and no date that means anything. The sheets: contents, the tables
        in the order of the report, results, dictionary.

    Notes
    -----
    A cell with more than one number, such as an estimate with its interval, becomes as many columns. Text is written as
    text whatever it begins with. A mark stands above the caption of every table, at the head of every printed page, and
    in the column `release` of the results, whose heads stay in the first row.
    """
    sheets = [*_table_sheets(sections), _results_sheet(results), _dictionary_sheet(results)]
    written = BytesIO()
    workbook = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": plain_text(cover.title), "author": "", "created": EARLIEST})
    formats = _Formats(workbook)
    mark = plain_text(cover.mark)
    _write_contents(workbook, formats, cover, sheets)
    for sheet in sheets:
        _write_sheet(workbook, formats, sheet, mark)
    workbook.close()
    return written.getvalue()


def _table_sheets(sections: tuple[Section, ...]) -> Iterator[Sheet]:
    for section in sections:
        tables = [block for block in section.blocks if isinstance(block, Table)]
        for place, table in enumerate(tables, start=1):
            name = plain_text(section.id)[: LONGEST_NAME - 3]
            heads, rows = typed(table)
            notes = tuple(plain_text(note) for note in table.notes)
            yield Sheet(
                name if place == 1 else f"{name} {place}", plain_text(table.caption), heads, rows, notes
            )


def typed(table: Table) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    """Lay out the numbers of cells, with a column for each number of a cell.

    Parameters
    ----------
    table : Table

    Returns
    -------
    heads : tuple of str
    rows : tuple of tuples
        Of ShownNumber, text, and None for a cell without content.

    Examples
    --------
    >>> from dnoutcomes.report.blocks.cell import hidden_cell, interval_cell
    >>> rows = (("Needling", interval_cell(61, 58, 64, 0)), ("Standard", hidden_cell()))
    >>> typed(Table("Ages", ("Group", "Age"), rows))[0]
    ('Group', 'Age', 'Age: lower limit', 'Age: upper limit')
    """
    columns = [_typed_column(table, place) for place in range(len(table.columns))]
    heads = tuple(head for column_heads, _ in columns for head in column_heads)
    rows = tuple(
        tuple(cell for _, cells in columns for cell in cells[place]) for place in range(len(table.rows))
    )
    return heads, rows


def _typed_column(table: Table, place: int) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    head = plain_text(table.columns[place])
    cells = [row[place] for row in table.rows]
    texts = [plain_text(cell) for cell in cells]
    numbers = [cell.numbers if isinstance(cell, Cell) else () for cell in cells]
    kinds = {cell.kind for cell in cells if isinstance(cell, Cell) and cell.numbers}
    # A column of names stays one, and so does one that mixes intervals with other brackets.
    if place == 0 or not kinds or len(kinds - {"number"}) > 1 or not (table.numeric or all(numbers)):
        return (head,), [(text,) for text in texts]
    heads = (head, *_further_heads(head, max(kinds, key=lambda kind: kind != "number")))
    values = [(parts or (text,)) for parts, text in zip(numbers, texts)]
    return heads, [(*row, *(None,) * (len(heads) - len(row))) for row in values]


def _further_heads(head: str, kind: Kind) -> tuple[str, ...]:
    """Heads of the numbers of a cell after its first."""
    return {
        "number": (),
        "bracket": (say("{head}: in brackets", head=head),),
        "interval": (say("{head}: lower limit", head=head), say("{head}: upper limit", head=head)),
        "part": (say("{head}: of how many", head=head), say("{head}: share", head=head)),
    }[kind]


def _results_sheet(results: pd.DataFrame) -> Sheet:
    rows = tuple(tuple(_plain_cell(value) for value in row) for row in results.itertuples(index=False))
    heads = tuple(str(name) for name in results.columns)
    return Sheet("results", say("Every number of the report, unrounded"), heads, rows, for_reading=False)


def _plain_cell(value: Any) -> Value:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating):
        return exact(float(value)) if math.isfinite(value) else None
    return None if value is None or value is pd.NA else plain_text(value)


def _dictionary_sheet(results: pd.DataFrame) -> Sheet:
    rows = tuple((str(name), say_term(COLUMN_MEANINGS[str(name)])) for name in results.columns)
    caption = say("The columns of the sheet results")
    return Sheet("dictionary", caption, (say("Column"), say("Meaning")), rows, for_reading=False)


class _Formats:
    """Formats of the cells, made once each."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._numbers: dict[str, Any] = {}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.caption = workbook.add_format({"bold": True})
        head = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2}
        self.head = workbook.add_format(head)
        self.number_head = workbook.add_format({**head, "align": "right"})
        self.text = workbook.add_format({"valign": "top"})
        self.aside = workbook.add_format({"align": "right", "valign": "top"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.link = workbook.add_format({"font_color": "#00558c", "underline": 1, "valign": "top"})

    def number(self, format_: str) -> Any:
        if format_ not in self._numbers:
            self._numbers[format_] = self._workbook.add_format({"num_format": format_, "valign": "top"})
        return self._numbers[format_]


def _write_contents(workbook: Any, formats: _Formats, cover: Cover, sheets: list[Sheet]) -> None:
    page = workbook.add_worksheet(say_term(CONTENTS).lower())
    page.write_string(0, 0, plain_text(cover.title), formats.title)
    lines = [
        plain_text(line) for line in (cover.mark, cover.subtitle, cover_line(cover), cover.clinic) if line
    ]
    for place, line in enumerate(lines, start=1):
        page.write_string(place, 0, line)
    for place, sheet in enumerate(sheets, start=len(lines) + 2):
        page.write_url(place, 0, f"internal:'{sheet.name}'!A1", formats.link, sheet.name)
        page.write_string(place, 1, sheet.caption, formats.text)
    page.set_column(0, 0, max(len(sheet.name) for sheet in sheets) + 2)
    page.set_column(1, 1, max(len(sheet.caption) for sheet in sheets))
    _set_page(page, plain_text(cover.mark))


def _write_sheet(workbook: Any, formats: _Formats, sheet: Sheet, mark: str) -> None:
    page = workbook.add_worksheet(sheet.name)
    lines = [line for line in (mark, sheet.caption) if line] if sheet.for_reading else []
    top = len(lines)
    for place, line in enumerate(lines):
        page.write_string(place, 0, line, formats.caption)
    for column, head in enumerate(sheet.heads):
        has_numbers = any(isinstance(row[column], ShownNumber | float) for row in sheet.rows)
        page.write_string(top, column, head, formats.number_head if has_numbers else formats.head)
        page.set_column(column, column, _width(sheet, column))
        for place, row in enumerate(sheet.rows, start=top + 1):
            _write_cell(page, formats, place, column, row[column], aside=has_numbers)
    page.set_row(
        top, LINE * max(_lines(head, _width(sheet, place)) for place, head in enumerate(sheet.heads))
    )
    for place, note in enumerate(sheet.notes, start=top + len(sheet.rows) + 2):
        page.write_string(place, 0, note)
    page.freeze_panes(top + 1, 1)
    page.repeat_rows(top)
    _set_page(page, mark)


def _set_page(page: Any, mark: str) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    if mark:
        page.set_header(f"&C&B{mark}")
        page.set_tab_color("#8a4b00")


def _write_cell(page: Any, formats: _Formats, row: int, column: int, cell: Value, aside: bool) -> None:
    if isinstance(cell, ShownNumber):
        page.write_number(row, column, cell.value, formats.number(cell.format))
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, formats.text)
    elif isinstance(cell, float):
        page.write_number(row, column, cell, formats.text)
    elif isinstance(cell, str) and cell:
        wrapped = len(cell) > WIDEST
        page.write_string(
            row, column, cell, formats.aside if aside else formats.wrapped if wrapped else formats.text
        )


def _width(sheet: Sheet, column: int) -> float:
    """Room for the longest text of a column; heads may take a few lines."""
    texts = [row[column] for row in sheet.rows]
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    return min(max(longest, len(sheet.heads[column]) / 3, NARROWEST), WIDEST) + 2


def _lines(head: str, width: float) -> int:
    return len(textwrap.wrap(head, int(width) - 2)) or 1
