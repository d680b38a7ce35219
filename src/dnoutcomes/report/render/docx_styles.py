"""The look of the Word document: its page and its styles, which a reader can change in Word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document
    from docx.parts.document import DocumentPart
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

FONT = "Calibri"
INK, MUTED, CAUTION = "1A1A1A", "565656", "8A4B00"
RULE, TINT, CAUTION_TINT = "D4D4D4", "F3F5F7", "FFF6E6"
MARGIN = Mm(21)
TEXT_WIDTH = Mm(210 - 2 * 21)
TABLE_STYLE = "Report table"
KEY_STYLE = "Key numbers"
# A tag without a country leaves the spelling open; Word wants to know.
COUNTRIES = {"en": "en-GB", "es": "es-ES"}

LINE_SPACING = 1.04
# What the template's styles have and ours don't: borders, tabs, wide letters and lists without space between.
UNWANTED = ("w:pBdr", "w:tabs", "w:contextualSpacing", "w:rPr/w:spacing")

# name: size in points, bold, colour, space before and after in points, kept with the next paragraph
STYLES: dict[str, tuple[float, bool, str, float, float, bool]] = {
    "Normal": (10, False, INK, 0, 6, False),
    "Title": (18, True, INK, 0, 4, False),
    "Subtitle": (10, False, MUTED, 0, 4, False),
    "Heading 1": (15, True, INK, 18, 6, True),
    "Heading 2": (11.5, True, INK, 10, 4, True),
    "Contents heading": (15, True, INK, 18, 6, True),
    "toc 1": (10, False, INK, 0, 3, False),
    "Lead": (13, True, INK, 0, 6, False),
    "List Bullet": (10, False, INK, 0, 4, False),
    "Term": (10, True, INK, 6, 0, True),
    "Meaning": (10, False, INK, 0, 4, False),
    "Note plain": (10, False, INK, 6, 8, False),
    "Note caution": (10, False, INK, 6, 8, False),
    "Note hidden": (10, False, INK, 6, 8, False),
    "Figure": (10, False, INK, 8, 4, True),
    "Figure caption": (9, False, MUTED, 0, 10, False),
    "Table caption": (10, True, INK, 10, 4, True),
    "Table head": (9, True, INK, 1, 1, True),
    "Table text": (9, False, INK, 1, 1, False),
    "Table note": (9, False, MUTED, 3, 8, False),
    "Table gap": (4, False, INK, 0, 4, False),
    "Key label": (8, False, MUTED, 2, 0, True),
    "Key value": (12, True, INK, 0, 0, True),
    "Key detail": (8, False, INK, 0, 2, False),
    "Footer": (8.5, False, MUTED, 0, 0, False),
}
# In the colour of the clinic, where it has one.
ACCENTED = ("Title", "Heading 1", "Heading 2", "Contents heading")
NOTES = {"Note plain": (RULE, TINT), "Note caution": (CAUTION, CAUTION_TINT), "Note hidden": (RULE, TINT)}


def prepare(document: Document, title: str, language: str, accent: str = "") -> None:
    """Set the page, the styles, the language and the title of an empty document; take out all other facts about it."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = MARGIN
    page.top_margin, page.bottom_margin, page.footer_distance = Mm(16), Mm(19), Mm(10)
    for name, look in STYLES.items():
        _style(document, name, *look)
        if accent and name in ACCENTED:
            _paragraph_style(document, name).font.color.rgb = RGBColor.from_string(accent.lstrip("#").upper())
    for name, (bar, shade) in NOTES.items():
        _note_style(_paragraph_style(document, name), bar, shade)
    _paragraph_style(document, "Note hidden").font.italic = True
    _paragraph_style(document, "Figure caption").paragraph_format.keep_together = True
    document.styles.element.extend([parse_xml(_table_style()), parse_xml(_key_style())])
    _set_language(document, COUNTRIES.get(language, language))
    properties = document.core_properties
    for element in list(properties._element):
        properties._element.remove(element)
    properties.title, properties.language = title[:255], language


# Names of styles and their ids, only for as long as somebody has the document.
_STYLE_IDS: WeakKeyDictionary[DocumentPart, dict[str, str | None]] = WeakKeyDictionary()


def add_styled(document: Document, style: str, text: str = "") -> Paragraph:
    """Add a paragraph in a style of `STYLES`, each of which is looked up once: a report has hundreds of paragraphs."""
    paragraph = document.add_paragraph(text)
    part: Any = document.part
    ids = _STYLE_IDS.setdefault(part, {})
    if style not in ids:
        ids[style] = part.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH)
    paragraph._p.style = ids[style]
    return paragraph


def _style(
    document: Document,
    name: str,
    size: float,
    bold: bool,
    colour: str,
    before: float,
    after: float,
    keep: bool,
) -> None:
    known = {style.name for style in document.styles}
    if name not in known:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = _paragraph_style(document, name)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), keep
    layout.widow_control, layout.line_spacing = True, LINE_SPACING
    for unwanted in UNWANTED:
        for part in style.element.xpath(f".//{unwanted}"):
            part.getparent().remove(part)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    return cast("ParagraphStyle", document.styles[name])


def _note_style(style: ParagraphStyle, bar: str, shade: str) -> None:
    properties = style.element.get_or_add_pPr()
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{bar}"/></w:pBdr>'
    )
    fill = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{shade}"/>')
    # Word wants the parts of a style in the order of its schema.
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(border)
    spacing.addprevious(fill)
    style.paragraph_format.keep_together = True


def _table_style() -> str:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    strong = f'w:val="single" w:sz="8" w:space="0" w:color="{MUTED}"'
    return f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>
    <w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr><w:tcBorders><w:bottom {strong}/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
</w:style>"""


def _key_style() -> str:
    gap = 'w:val="single" w:sz="48" w:space="0" w:color="FFFFFF"'
    return f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="KeyNumbers">
  <w:name w:val="{KEY_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr><w:tblBorders><w:insideV {gap}/></w:tblBorders></w:tblPr>
  <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/></w:tcPr>
</w:style>"""


def _set_language(document: Document, language: str) -> None:
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    found = defaults.find(qn("w:lang"))
    if found is None:
        found = OxmlElement("w:lang")
        defaults.append(found)
    found.set(qn("w:val"), language)
