"""Tables of the Word document: editable, with a head that is repeated on every page.

A report has thousands of cells, so they are filled as elements: the classes around them look up every style again, and
count all cells of a table for each of its columns.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu

from dnoutcomes.report.blocks.section import KeyNumbers, Table
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.render.column_shares import column_shares
from dnoutcomes.report.render.docx_styles import KEY_STYLE, TABLE_STYLE, TEXT_WIDTH, add_styled

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.table import CT_Row
    from docx.table import Table as WordTable

MOST_KEY_NUMBERS = 5
# Of the label, the number, how sure it is, and its mark.
KEY_STYLES = ("Key label", "Key value", "Key detail", "Key detail")


def add_table(document: Document, block: Table) -> None:
    """Add a table with its caption above and its notes below."""
    add_styled(document, "Table caption", plain_text(block.caption))
    table = _new_table(document, TABLE_STYLE, 1, column_shares(block))
    _describe(table, plain_text(block.caption))
    head, text = (document.styles[name].style_id for name in ("Table head", "Table text"))
    (first,) = table._tbl.tr_lst
    body = deepcopy(first)
    _dress(body, block, text)
    _dress(first, block, head)
    first.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    # A copy of a row costs a tenth of a new one.
    table._tbl.extend([deepcopy(body) for _ in block.rows])
    rows = table._tbl.tr_lst
    for row, texts in zip(rows, (block.columns, *block.rows)):
        for cell, said in zip(row.tc_lst, texts):
            cell.p_lst[0].add_r().text = plain_text(said)
    if block.notes:
        for note in block.notes:
            add_styled(document, "Table note", plain_text(note))
        return
    for cell in rows[-1].tc_lst:
        cell.p_lst[0].get_or_add_pPr().keepNext_val = None
    add_styled(document, "Table gap")


def _dress(row: CT_Row, block: Table, style_id: str) -> None:
    """Set how the texts of a row stand: on one page, numbers on the right, and with the row below it."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for column, cell in enumerate(row.tc_lst):
        (paragraph,) = cell.p_lst
        paragraph.style = style_id
        if block.numeric and column > 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if not block.is_long:
            paragraph.get_or_add_pPr().keepNext_val = True


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
                (paragraph,) = row.tc_lst[column].p_lst
                paragraph.style = style
                paragraph.add_r().text = plain_text(text)
        add_styled(document, "Table gap")


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
