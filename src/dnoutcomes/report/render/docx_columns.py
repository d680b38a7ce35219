"""Columns in the Word document, in which its first page holds the figure and the words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm, Twips

if TYPE_CHECKING:
    from docx.document import Document

GAP = Mm(6)


def begin_columns(document: Document, number: int, new_page: bool = False) -> None:
    """Set what follows in so many columns, from here or from the next page on.

    The page ends its part in the paragraph before, where there is one: python-docx would add an empty paragraph.
    """
    part = document.add_section(WD_SECTION.NEW_PAGE if new_page else WD_SECTION.CONTINUOUS)
    columns = part._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), str(number))
    columns.set(qn("w:space"), str(GAP // Twips(1)))
    ends = document.element.body.xpath("./w:p[w:pPr/w:sectPr]")[-1]
    before = ends.getprevious()
    if before is not None and before.tag == qn("w:p"):
        before.get_or_add_pPr()._insert_sectPr(ends.pPr.sectPr)
        document.element.body.remove(ends)
