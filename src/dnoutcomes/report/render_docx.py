"""The report as a Word document: real headings, tables that can be edited, and a table of contents with its entries."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document as new_document
from docx.shared import Inches

from dnoutcomes.report.cover import Cover, cover_line
from dnoutcomes.report.render_docx_clinic import add_clinic
from dnoutcomes.report.render_docx_contents import add_contents, add_footer, mark_heading
from dnoutcomes.report.render_docx_package import packed
from dnoutcomes.report.render_docx_styles import TEXT_WIDTH, prepare
from dnoutcomes.report.render_docx_table import add_key_numbers, add_table
from dnoutcomes.report.section import (
    BulletList,
    Definitions,
    FigureBlock,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
    Section,
    Table,
    least_inches,
)
from dnoutcomes.report.words.plain_text import plain_text

if TYPE_CHECKING:
    from docx.document import Document

# The tallest figure, as a share of the width of the text, so that its caption finds room on the page.
TALLEST = 1.2


def render_docx(cover: Cover, sections: tuple[Section, ...]) -> bytes:
    """Render sections as a Word document.

    Parameters
    ----------
    cover : Cover
    sections : tuple of Section
        The first one is the summary and comes before the table of contents.

    Returns
    -------
    bytes
        The same ones each time: no date, no name of a person or program.

    Notes
    -----
    The table of contents is a field that Word and LibreOffice can renew. Its entries lead to the sections; it has no
    page numbers, because only the program that lays out the pages knows them.
    """
    document = new_document()
    title = plain_text(cover.title)
    prepare(document, title, cover.language.code, cover.style.colours.accent)
    add_footer(document, title)
    add_clinic(document, cover.style)
    document.add_paragraph(title, style="Title")
    document.add_paragraph(plain_text(cover.subtitle), style="Subtitle")
    if cover.facts:
        document.add_paragraph(plain_text(cover_line(cover)), style="Subtitle")
    for place, section in enumerate(sections):
        if place == 1:
            add_contents(document, sections)
        mark_heading(document.add_heading(plain_text(section.title), level=1), section, place)
        for block in section.blocks:
            if isinstance(block, FigureBlock):
                _figure(document, block, small=place == 0)
            else:
                BLOCKS[type(block)](document, block)
    return packed(document)


def _paragraph(document: Document, block: Paragraph) -> None:
    document.add_paragraph(plain_text(block.text), style="Lead" if block.lead else "Normal")


def _heading(document: Document, block: Heading) -> None:
    document.add_heading(plain_text(block.text), level=2)


def _note(document: Document, block: Note) -> None:
    document.add_paragraph(plain_text(block.text), style=f"Note {block.tone}")


def _bullets(document: Document, block: BulletList) -> None:
    for item in block.items:
        document.add_paragraph(plain_text(item), style="List Bullet")


def _definitions(document: Document, block: Definitions) -> None:
    for term, meaning in block.rows:
        document.add_paragraph(plain_text(term), style="Term")
        document.add_paragraph(plain_text(meaning), style="Meaning")


def _figure(document: Document, block: FigureBlock, small: bool) -> None:
    """Add a figure: as wide as the text, or as small as its words can be read where a page must hold more than it."""
    paragraph = document.add_paragraph(style="Figure")
    ratio = block.main.height_pixels / block.main.look.width.pixels
    widest = min(1.0, TALLEST / ratio) * TEXT_WIDTH
    width = min(widest, Inches(least_inches(block.main))) if small else widest
    picture = paragraph.add_run().add_picture(BytesIO(block.png), width=int(width))
    picture._inline.docPr.set("descr", plain_text(block.alt_text))
    # Without these LibreOffice sets the picture an eighth of an inch to the right.
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    document.add_paragraph(plain_text(block.caption), style="Figure caption")


BLOCKS: dict[type, Callable[[Any, Any], None]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Note: _note,
    BulletList: _bullets,
    KeyNumbers: add_key_numbers,
    Definitions: _definitions,
    Table: add_table,
}
