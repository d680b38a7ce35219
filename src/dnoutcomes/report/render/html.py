"""The report as one HTML file that needs nothing else: no script, no request; offline, on paper and on a phone."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from dnoutcomes.errors import StyleError
from dnoutcomes.figures.colours import OF_TEXT, standing_out
from dnoutcomes.figures.style import THEMES
from dnoutcomes.report.blocks.cell import Cell
from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.house_style import HouseStyle, data_address, template_text
from dnoutcomes.report.render.template_sandbox import ReportEnvironment, keeps_policy, turns
from dnoutcomes.report.render.themed_drawing import svg_source
from dnoutcomes.report.words.page_words import page_words

# The drawings of a figure: for a desk and for a phone. The style sheet shows one of them; the first one is what is left
# without style.
DRAWINGS = ("wide", "narrow")


def render_html(cover: Cover, sections: tuple[Section, ...]) -> str:
    """Render sections as one self-contained page.

    Parameters
    ----------
    cover : Cover
        Its texts are plain, and escaped here.
    sections : tuple of Section
        The first one is the summary and has the first printed page to itself.

    Returns
    -------
    str
        The page. Its content policy allows its own style sheet, by hash, and images inside the file; nothing else.

    Raises
    ------
    StyleError
        A clinic's own template that does more than show what it is given, or leaves the policy out.
    """
    style = style_sheet(cover.style) + head_of_pages(cover.mark)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    values: dict[str, Any] = {
        "cover": cover, "sections": sections, "logo": data_address(cover.style), "words": page_words(),
        # The style sheet is ours and its hash must match to the byte.
        "style": Markup(style), "policy": policy, "drawings": DRAWINGS,
    }  # fmt: skip
    template = _template(cover.style.templates)
    if "report.html.j2" not in cover.style.templates:
        return template.render(values | turns())
    return _own_page(template, values)


def _own_page(template: Template, values: dict[str, Any]) -> str:
    """Render a clinic's own template, and hold it to the content policy."""
    try:
        page = template.render(values | turns())
    except (TemplateError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise StyleError(f"house style: report.html.j2: {error}") from error
    policy = f'<meta http-equiv="Content-Security-Policy" content="{escape(values["policy"])}">'
    if not keeps_policy(page, policy):
        raise StyleError(
            "house style: report.html.j2 must begin as the package's does: <!DOCTYPE html>, <html>, <head>, the "
            'character set, then <meta http-equiv="Content-Security-Policy" content="{{ policy }}">'
        )
    return page


def style_sheet(style: HouseStyle) -> str:
    """The style sheet of the page, with the clinic's accent where it has one."""
    sheet = template_text(style, "report.css")
    if "</style" in sheet.lower():
        raise StyleError("house style: report.css holds </style, which would end it in the page; take it out")
    if not style.colours.accent:
        return sheet
    dark = standing_out(style.colours.accent, THEMES["dark"].paper, OF_TEXT)
    return (
        f"{sheet}:root {{ --accent: {style.colours.accent}; --link: {style.colours.accent}; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --accent: {dark}; --link: {dark}; }} }}\n"
    )


def head_of_pages(mark: str) -> str:
    """Style that prints a mark at the head of every page, in browsers that print heads.

    Examples
    --------
    >>> head_of_pages("")
    ''
    """
    if not mark:
        return ""
    # Escaped, no character can end the text or the style sheet.
    text = "".join(f"\\{ord(letter):06x}" for letter in mark)
    return f'@page {{ @top-center {{ content: "{text}"; font: bold 8pt sans-serif; }} }}\n'


def _template(own: dict[str, str]) -> Template:
    try:
        return _environment(own.get("report.html.j2", "")).get_template("report.html.j2")
    except TemplateSyntaxError as error:
        raise StyleError(f"house style: report.html.j2, line {error.lineno}: {error.message}") from None
    except (TemplateError, RecursionError) as error:
        raise StyleError(f"house style: report.html.j2: {error}") from None


@lru_cache(maxsize=4)
def _environment(own: str) -> ReportEnvironment:
    shipped = PackageLoader("dnoutcomes.report.render", "templates")
    environment = ReportEnvironment(
        loader=ChoiceLoader([DictLoader({"report.html.j2": own}), shipped]) if own else shipped,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg_source"] = svg_source
    environment.filters["whole_numbers"] = whole_numbers
    environment.tests["interval"] = lambda cell: isinstance(cell, Cell) and len(cell.pieces) > 1
    environment.tests["block"] = lambda block, name: type(block).__name__ == name
    return environment


def whole_numbers(cell: str) -> Markup:
    """Let a cell break between its pieces only, so that no number or interval is torn apart.

    Examples
    --------
    >>> whole_numbers(Cell("-0.9", "(-1.3 to -0.5)"))
    Markup('<span>-0.9</span> <span>(-1.3 to -0.5)</span>')
    """
    pieces = cell.pieces if isinstance(cell, Cell) else (cell,)
    return Markup(" ").join(Markup("<span>{}</span>").format(piece) for piece in pieces)
