"""Tables of the Word document: editable, with a head that is repeated on every page.

A report has thousands of cells, so they are filled as elements: the classes around them look up every style again, and
count all cells of a table for each of its columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu

from dnoutcomes.report.blocks.section import KeyNumbers, Table
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.render.column_shares import column_shares
from dnoutcomes.report.render.docx_styles import KEY_STYLE, TABLE_STYLE, TEXT_WIDTH

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.table import CT_Row, CT_Tc
    from docx.oxml.text.paragraph import CT_P
    from docx.table import Table as WordTable

MOST_KEY_NUMBERS = 5
# Of the label, the number, how sure it is, and its mark.
KEY_STYLES = ("Key label", "Key value", "Key detail", "Key detail")


def add_table(document: Document, block: Table) -> None:
    """Add a table with its caption above and its notes below."""
    document.add_paragraph(plain_text(block.caption), style="Table caption")
    rows = (block.columns, *block.rows)
    table = _new_table(document, TABLE_STYLE, len(rows), column_shares(block))
    _describe(table, plain_text(block.caption))
    head, text = (document.styles[name].style_id for name in ("Table head", "Table text"))
    for place, (row, texts) in enumerate(zip(table._tbl.tr_lst, rows)):
        _mark_row(row, head=place == 0)
        together = not block.is_long and (place < len(rows) - 1 or bool(block.notes))
        for column, (cell, said) in enumerate(zip(row.tc_lst, texts)):
            paragraph = _fill(cell, said, text if place else head)
            if block.numeric and column > 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if together:
                paragraph.get_or_add_pPr().keepNext_val = True
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
        styles = [document.styles[name].style_id for name in KEY_STYLES]
        for column, item in enumerate(numbers):
            texts = (item.label, item.value, item.detail, item.mark)
            for row, text, style in zip(table._tbl.tr_lst, texts, styles):
                _fill(row.tc_lst[column], text, style)
        document.add_paragraph(style="Table gap")


def _new_table(document: Document, style: str, n_rows: int, shares: tuple[float, ...]) -> WordTable:
    table: WordTable = document.add_table(n_rows, len(shares), style=style)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    widths = [Emu(int(share * TEXT_WIDTH)) for share in shares]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths):
        column.w = width
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths):
            cell.width = width
    return table


def _describe(table: WordTable, text: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), text)
    table._tbl.tblPr.append(caption)


def _mark_row(row: CT_Row, head: bool) -> None:
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: CT_Tc, text: str, style_id: str) -> CT_P:
    """Write into the first paragraph of a cell."""
    paragraph = cell.p_lst[0]
    paragraph.style = style_id
    paragraph.add_r().text = plain_text(text)
    return paragraph
