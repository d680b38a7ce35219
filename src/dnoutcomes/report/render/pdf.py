"""The report as a PDF: set by Typst from the sections, tagged, and built by the rules of PDF/UA-1.

The template is ours and fixed. Everything that a report says reaches it as data, in a JSON file, so that no character
of it can be markup.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dnoutcomes.errors import StyleError
from dnoutcomes.figures.labels import literal
from dnoutcomes.language import say_term
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
from dnoutcomes.report.facts.figure_block import FigureBlock, drawing_of, least_inches
from dnoutcomes.report.render.column_shares import column_shares
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.house_style import as_svg, template_text
from dnoutcomes.report.render.typst_apart import TypstApartError, rooted_in, set_apart
from dnoutcomes.report.words.page_words import CONTENTS, EVERY_PAGE, page_words

if TYPE_CHECKING:
    from dnoutcomes.figures.outcome_figure import OutcomeFigure

# A word of the data longer than this may be broken, so that it can't run off the page.
LONG_WORD = 24
BREAK_HERE, NO_BREAK = "\u200b", "\u00a0"

Data = dict[str, Any]


def render_pdf(cover: Cover, sections: tuple[Section, ...]) -> bytes:
    """Render sections as a tagged PDF.

    Parameters
    ----------
    cover : Cover
    sections : tuple of Section
        The first one is the summary and has the first page to itself.

    Returns
    -------
    bytes
        The same ones each time: no date, no maker but Typst, no font of the machine.

    Raises
    ------
    typst.TypstError
        Something that PDF/UA-1 forbids, such as a figure without alt text.

    Notes
    -----
    Characters that none of the fonts has are shown as a mark, as they are in figures. Typst itself checks the rules of
    PDF/UA-1; that is no certificate.
    """
    figures: dict[str, bytes] = {}
    content = {
        "title": pdf_text(cover.title), "subtitle": pdf_text(cover.subtitle),
        "mark": pdf_text(cover.mark),
        "facts": [pdf_text(fact) for fact in cover.facts], "clinic": pdf_text(cover.clinic),
        "logo": "", "accent": cover.style.colours.accent, "language": cover.language.code.split("-")[0],
        "contents": say_term(CONTENTS), "every_page": say_term(EVERY_PAGE), "logo_words": page_words()["logo"],
        "sections": [_section(section, figures, first=place == 0) for place, section in enumerate(sections)],
    }  # fmt: skip
    if cover.style.logo:
        content["logo"], figures["logo.svg"] = "logo.svg", as_svg(cover.style)
    template = template_text(cover.style, "report.typ").encode()
    data = json.dumps(content, ensure_ascii=False).encode()
    foreign = "report.typ" in cover.style.templates or cover.style.logo_kind == "svg"
    return set_with_typst(
        {"main": template, "report.json": data, **figures}, foreign=foreign,
        format="pdf", pdf_standards=["ua-1"], font_paths=[str(font_directory())],
    )  # fmt: skip


def set_with_typst(
    files: dict[str, bytes], *, foreign: bool, called: str = "report.typ", **options: Any
) -> bytes:
    """Set files that are given in memory, of which one is "main"; no other file can be read.

    Parameters
    ----------
    files : dict of str to bytes
    foreign : bool
        Whether some of them are a clinic's own: then it is done in a process with bounds on time and memory.
    called : str
        What the clinic knows "main" as.
    **options
        For `typst.compile`.

    Raises
    ------
    StyleError
        A source that could fetch a package or make code from text, that takes too long or too much memory, or that
        Typst can't set.
    """
    import typst

    word = _REACHES_OUT.search(files["main"].decode())
    if word:
        raise StyleError(
            f"house style: {called} holds {word[0]!r}, which is not allowed: it shows what report.json holds, with "
            "no other file, package or code from text"
        )
    if foreign:
        try:
            return set_apart(files, options)
        except TypstApartError as error:
            raise StyleError(
                f"house style: {called} can't be set: {_with_name(str(error), called)}"
            ) from None
    with tempfile.TemporaryDirectory() as empty:
        # Files in memory, which its stubs don't know of.
        given: Any = files
        drawn: bytes | list[bytes] = typst.compile(given, **options, **rooted_in(empty))
    return drawn[0] if isinstance(drawn, list) else drawn


def _with_name(said: str, called: str) -> str:
    """Call the source by the name that the clinic knows."""
    return re.sub(r"\bmain:(\d+):(\d+)", rf"{called}, line \1, column \2", said)


# Packages come from the network; `eval` and the module that holds it could spell the words from letters.
_REACHES_OUT = re.compile(r"\b(?:import|include|eval|std|plugin)\b")


def font_directory() -> Path:
    """The fonts of figures, which come with matplotlib; Typst brings the ones of the text."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def pdf_text(text: str) -> str:
    r"""Return text that the fonts can show, with places to break words that would run off the page.

    Examples
    --------
    >>> pdf_text("a\x1b[31m"), len(pdf_text("x" * 60))
    ('a�[31m', 62)
    >>> pdf_text("hypersensitivity/paraesthesia").split(BREAK_HERE)
    ['hypersensitivity/', 'paraesthesia']
    """
    return " ".join(_breakable(word) for word in literal(text).split(" ")).replace(" %", NO_BREAK + "%")


def _breakable(word: str) -> str:
    if len(word) <= LONG_WORD:
        return word
    parts = re.split(r"(?<=[/_.:,;-])", word)
    pieces = [part[start : start + LONG_WORD] for part in parts for start in range(0, len(part), LONG_WORD)]
    return BREAK_HERE.join(pieces)


def _section(section: Section, figures: dict[str, bytes], *, first: bool) -> Data:
    blocks: list[Data] = []
    for block in section.blocks:
        if isinstance(block, FigureBlock):
            # Of the first section the first one stands beside words, so it is drawn for a narrow place.
            small = first and all(item["kind"] != "figure" for item in blocks)
            blocks.append(_figure(block, figures, small=small))
            continue
        blocks.append(BLOCKS[type(block)](block))
    return {"title": pdf_text(section.title), "blocks": blocks}


def _figure(block: FigureBlock, figures: dict[str, bytes], *, small: bool) -> Data:
    shown = {"kind": "figure", "alt": literal(block.alt_text), "caption": pdf_text(block.caption)}
    if small:
        return {**shown, "narrow": _drawing(block.narrow, figures)}
    return {**shown, **_drawing(block.main, figures)}


def _drawing(figure: OutcomeFigure, figures: dict[str, bytes]) -> Data:
    name = f"figure-{len(figures) + 1}.svg"
    figures[name] = drawing_of(figure)
    return {
        "file": name,
        "ratio": figure.look.width.pixels / figure.height_pixels,
        "least_width": least_inches(figure),
    }


def _paragraph(block: Paragraph) -> Data:
    return {"kind": "paragraph", "text": pdf_text(block.text), "lead": block.lead}


def _heading(block: Heading) -> Data:
    return {"kind": "heading", "text": pdf_text(block.text)}


def _note(block: Note) -> Data:
    return {"kind": "note", "text": pdf_text(block.text), "tone": block.tone}


def _bullets(block: BulletList) -> Data:
    return {"kind": "bullets", "items": [pdf_text(item) for item in block.items]}


def _key_numbers(block: KeyNumbers) -> Data:
    numbers = [
        [pdf_text(text) for text in (item.label, item.value, item.detail, item.mark)]
        for item in block.numbers
    ]
    return {"kind": "key numbers", "numbers": numbers}


def _definitions(block: Definitions) -> Data:
    return {
        "kind": "definitions",
        "rows": [[pdf_text(term), pdf_text(meaning)] for term, meaning in block.rows],
    }


def _table(block: Table) -> Data:
    return {
        "kind": "table", "caption": pdf_text(block.caption),
        "heads": [pdf_text(head) for head in block.columns],
        "rows": [[pdf_text(cell) for cell in row] for row in block.rows],
        "notes": [pdf_text(note) for note in block.notes],
        "numeric": block.numeric, "shares": column_shares(block), "long": block.is_long,
    }  # fmt: skip


BLOCKS: dict[type, Callable[[Any], Data]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Note: _note,
    BulletList: _bullets,
    KeyNumbers: _key_numbers,
    Definitions: _definitions,
    Table: _table,
}
