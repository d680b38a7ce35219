"""The report as a Word document: real headings, tables that can be edited, and a table of contents with its entries."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document as new_document
from docx.shared import Inches

from dnoutcomes.report.blocks.section import (
    BulletList,
    Definitions,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
    Section,
    Table,
)
from dnoutcomes.report.facts.figure_block import PRINT_DPI, FigureBlock, least_inches
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.render.cover import Cover, cover_line
from dnoutcomes.report.render.docx_clinic import add_clinic
from dnoutcomes.report.render.docx_columns import begin_columns
from dnoutcomes.report.render.docx_contents import add_contents, add_footer, add_mark, mark_heading
from dnoutcomes.report.render.docx_package import packed
from dnoutcomes.report.render.docx_styles import TEXT_WIDTH, add_styled, prepare
from dnoutcomes.report.render.docx_table import add_key_numbers, add_table

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
    if cover.mark:
        add_mark(document, plain_text(cover.mark))
    add_clinic(document, cover.style)
    add_styled(document, "Title", title)
    add_styled(document, "Subtitle", plain_text(cover.subtitle))
    if cover.facts:
        add_styled(document, "Subtitle", plain_text(cover_line(cover)))
    for place, section in enumerate(sections):
        if place == 1:
            add_contents(document, sections)
        mark_heading(add_styled(document, "Heading 1", plain_text(section.title)), section, place)
        if place == 0:
            _first_page(document, section)
            if len(sections) > 1:
                begin_columns(document, 1, new_page=True)
            continue
        for block in section.blocks:
            BLOCKS[type(block)](document, block)
    return packed(document)


def _first_page(document: Document, section: Section) -> None:
    """Put the figure beside the words that follow it, and no larger than its own words can be read."""
    for block in section.blocks:
        if isinstance(block, FigureBlock):
            begin_columns(document, 2)
            _picture(document, block, block.narrow.to_png(PRINT_DPI), Inches(least_inches(block.narrow)))
        else:
            BLOCKS[type(block)](document, block)


def _paragraph(document: Document, block: Paragraph) -> None:
    add_styled(document, "Lead" if block.lead else "Normal", plain_text(block.text))


def _heading(document: Document, block: Heading) -> None:
    add_styled(document, "Heading 2", plain_text(block.text))


def _note(document: Document, block: Note) -> None:
    add_styled(document, f"Note {block.tone}", plain_text(block.text))


def _bullets(document: Document, block: BulletList) -> None:
    for item in block.items:
        add_styled(document, "List Bullet", plain_text(item))


def _definitions(document: Document, block: Definitions) -> None:
    for term, meaning in block.rows:
        add_styled(document, "Term", plain_text(term))
        add_styled(document, "Meaning", plain_text(meaning))


def _figure(document: Document, block: FigureBlock) -> None:
    """Add a figure as wide as the text."""
    ratio = block.main.height_pixels / block.main.look.width.pixels
    _picture(document, block, block.png, int(min(1.0, TALLEST / ratio) * TEXT_WIDTH))


def _picture(document: Document, block: FigureBlock, png: bytes, width: int) -> None:
    paragraph = add_styled(document, "Figure")
    picture = paragraph.add_run().add_picture(BytesIO(png), width=width)
    picture._inline.docPr.set("descr", plain_text(block.alt_text))
    # Without these LibreOffice sets the picture an eighth of an inch to the right.
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    add_styled(document, "Figure caption", plain_text(block.caption))


BLOCKS: dict[type, Callable[[Any, Any], None]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Note: _note,
    BulletList: _bullets,
    KeyNumbers: add_key_numbers,
    Definitions: _definitions,
    Table: add_table,
    FigureBlock: _figure,
}
