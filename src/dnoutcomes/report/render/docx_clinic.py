"""The clinic at the head of the Word document: its logo and its name."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx.shared import Length, Mm

from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.render.docx_styles import add_styled
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.render.pdf import set_with_typst
from dnoutcomes.report.words.page_words import page_words

if TYPE_CHECKING:
    from docx.document import Document

TALLEST_LOGO, WIDEST_LOGO = Mm(14), Mm(60)
DOTS_PER_INCH = 300


def add_clinic(document: Document, style: HouseStyle) -> None:
    """Add logo and name, where the clinic has them."""
    name = plain_text(style.clinic)
    if not (style.logo or name):
        return
    paragraph = add_styled(document, "Subtitle")
    if style.logo:
        picture = paragraph.add_run().add_picture(BytesIO(_as_png(style)), height=TALLEST_LOGO)
        if picture.width > WIDEST_LOGO:
            picture.height = Length(picture.height * WIDEST_LOGO / picture.width)
            picture.width = WIDEST_LOGO
        # The name stands beside it, so that a screen reader need not say it twice.
        picture._inline.docPr.set("descr", "" if name else page_words()["logo"])
    if name:
        paragraph.add_run(f"  {name}" if style.logo else name).bold = True


def _as_png(style: HouseStyle) -> bytes:
    """The logo in dots: Word can't be given SVG alone."""
    if style.logo_kind != "svg":
        return style.logo
    page = '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("logo.svg", height: 40mm)'
    files = {"main": page.encode(), "logo.svg": style.logo}
    return set_with_typst(files, foreign=True, called="the logo", format="png", ppi=DOTS_PER_INCH)
