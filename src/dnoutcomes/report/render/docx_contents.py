"""What leads through the Word document: the table of contents, what its entries point to, and the footer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from dnoutcomes.language import say_term
from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.render.docx_styles import TEXT_WIDTH, add_styled
from dnoutcomes.report.words.page_words import CONTENTS, EVERY_PAGE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# Headings of the first level, as links, without page numbers.
CONTENTS_FIELD = r' TOC \o "1-1" \n \h \z \u '
FIELDS = {"{page}": " PAGE ", "{pages}": " NUMPAGES "}


def add_contents(document: Document, sections: tuple[Section, ...]) -> None:
    """Add the table of contents with an entry for every section."""
    add_styled(document, "Contents heading", say_term(CONTENTS))
    for place, section in enumerate(sections):
        paragraph = add_styled(document, "toc 1")
        if place == 0:
            _begin_field(paragraph, CONTENTS_FIELD)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark_of(section))
        link.set(qn("w:history"), "1")
        run = paragraph.add_run(plain_text(section.title))
        link.append(run._r)
        paragraph._p.append(link)
        if place == len(sections) - 1:
            _field_mark(paragraph, "end")


def mark_heading(heading: Paragraph, section: Section, place: int) -> None:
    """Put the bookmark of a section around its heading."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(place))
    start.set(qn("w:name"), bookmark_of(section))
    heading.runs[0]._r.addprevious(start)
    heading._p.append(end)


def bookmark_of(section: Section) -> str:
    """Name of the bookmark of a section: letters, digits and underscores, at most 40.

    Examples
    --------
    >>> bookmark_of(Section("by-cause", "By cause", ()))
    'section_by_cause'
    """
    return f"section_{re.sub(r'[^A-Za-z0-9]', '_', section.id)}"[:40]


def add_footer(document: Document, title: str) -> None:
    """Put the title and the page number at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{title}\t")
    for piece in re.split(r"(\{\w+\})", say_term(EVERY_PAGE)):
        if piece in FIELDS:
            _begin_field(paragraph, FIELDS[piece])
            paragraph.add_run("1")
            _field_mark(paragraph, "end")
        else:
            paragraph.add_run(piece)


def add_mark(document: Document, mark: str) -> None:
    """Put what a report must not be used for at the head of every page."""
    page = document.sections[0]
    # Inside the margin above the text, which stays as long as it is.
    page.header_distance = Mm(7)
    paragraph = page.header.paragraphs[0]
    paragraph.alignment, paragraph.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Mm(0)
    paragraph.add_run(mark).bold = True


def _begin_field(paragraph: Paragraph, instruction: str) -> None:
    _field_mark(paragraph, "begin")
    text: Any = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    paragraph.add_run()._r.append(text)
    _field_mark(paragraph, "separate")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
