"""Tables of the Word document: editable, with a head that is repeated on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from dnoutcomes.report.blocks.section import KeyNumbers, Table
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.render.column_shares import column_shares
from dnoutcomes.report.render.docx_styles import KEY_STYLE, TABLE_STYLE, TEXT_WIDTH

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row

MOST_KEY_NUMBERS = 5


def add_table(document: Document, block: Table) -> None:
    """Add a table with its caption above and its notes below."""
    document.add_paragraph(plain_text(block.caption), style="Table caption")
    rows = (block.columns, *block.rows)
    table = _new_table(document, TABLE_STYLE, len(rows), column_shares(block))
    _describe(table, plain_text(block.caption))
    together = not block.is_long
    for place, (row, texts) in enumerate(zip(table.rows, rows)):
        _mark_row(row, head=place == 0)
        for column, (cell, text) in enumerate(zip(row.cells, texts)):
            _fill(cell, text, "Table text" if place else "Table head", right=block.numeric and column > 0)
            cell.paragraphs[0].paragraph_format.keep_with_next = (
                True if together and (place < len(rows) - 1 or block.notes) else None
            )
    if not block.notes:
        document.add_paragraph(style="Table gap")
    for note in block.notes:
        document.add_paragraph(plain_text(note), style="Table note")


def add_key_numbers(document: Document, block: KeyNumbers) -> None:
    """Add the numbers of the first page side by side: what each is, the number, and how sure it is."""
    for start in range(0, len(block.numbers), MOST_KEY_NUMBERS):
        numbers = block.numbers[start : start + MOST_KEY_NUMBERS]
        marked = any(item.mark for item in numbers)
        table = _new_table(document, KEY_STYLE, 4 if marked else 3, (1 / len(numbers),) * len(numbers))
        for column, item in enumerate(numbers):
            texts = [(item.label, "Key label"), (item.value, "Key value"), (item.detail, "Key detail")]
            for row, (text, style) in enumerate([*texts, (item.mark, "Key detail")][: len(table.rows)]):
                _fill(table.cell(row, column), text, style)
        document.add_paragraph(style="Table gap")


def _new_table(document: Document, style: str, n_rows: int, shares: tuple[float, ...]) -> WordTable:
    table: WordTable = document.add_table(n_rows, len(shares), style=style)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, share in zip(table.columns, shares):
        column.width = int(share * TEXT_WIDTH)
        for cell in column.cells:
            cell.width = int(share * TEXT_WIDTH)
    return table


def _describe(table: WordTable, text: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), text)
    table._tbl.tblPr.append(caption)


def _mark_row(row: _Row, head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: _Cell, text: str, style: str, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(plain_text(text))
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
