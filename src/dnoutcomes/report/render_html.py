"""The report as one HTML file that needs nothing else: no script, no request; offline, on paper and on a phone."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

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
from dnoutcomes.figures.style import THEMES, theme_of
from dnoutcomes.report.cover import Cover
from dnoutcomes.report.house_style import HouseStyle, data_address, template_text
from dnoutcomes.report.section import Section
from dnoutcomes.report.template_sandbox import ReportEnvironment, keeps_policy, turns
from dnoutcomes.report.words.page_words import page_words

if TYPE_CHECKING:
    from dnoutcomes.figures.outcome_figure import OutcomeFigure

# The drawings of a figure: for a desk and for a phone, for a light and for a dark screen. The style sheet shows one of
# them. A `picture` would keep a dark screen's drawing when it is printed. The first one is what is left without style.
DRAWINGS = (("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark"))


# A drawing in an address, a third shorter than base64: it can't end the attribute it stands in, where no tag begins.
_EXCHANGED: dict[str, str | int | None] = {"%": "%25", "#": "%23", "&": "%26", '"': "'"}
IN_AN_ADDRESS = str.maketrans(_EXCHANGED)


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
    shipped = PackageLoader("dnoutcomes.report", "templates")
    environment = ReportEnvironment(
        loader=ChoiceLoader([DictLoader({"report.html.j2": own}), shipped]) if own else shipped,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg_source"] = svg_source
    environment.filters["whole_numbers"] = whole_numbers
    environment.tests["interval"] = lambda cell: bool(_WITH_INTERVAL.match(cell))
    environment.tests["block"] = lambda block, name: type(block).__name__ == name
    return environment


# A number with its interval, also in a column that holds words beside.
_WITH_INTERVAL = re.compile(r"[-−]?[0-9][^ ]* \(")


def whole_numbers(cell: str) -> Markup:
    """Let a cell break before its bracket only, so that no number or interval is torn apart.

    Examples
    --------
    >>> whole_numbers("-0.9 (-1.3 to -0.5)")
    Markup('<span>-0.9</span> <span>(-1.3 to -0.5)</span>')
    """
    before, bracket, inside = cell.partition(" (")
    if not bracket:
        return Markup("<span>{}</span>").format(cell)
    return Markup("<span>{}</span> <span>({}</span>").format(before, inside)


def svg_source(figure: OutcomeFigure, theme: str = "light") -> Markup:
    """Return a light figure as a data address, in the colours of a theme.

    As an image no script in it could run and no id in it could clash with another figure's.
    """
    drawn = recoloured(lighter(figure.to_svg()), theme).decode()
    return Markup("data:image/svg+xml,") + Markup(drawn.translate(IN_AN_ADDRESS))


def lighter(drawn: bytes) -> bytes:
    r"""Write the same drawing with fewer letters: no words, white space or long names, hundredths of a pixel.

    Examples
    --------
    >>> lighter(b'<g id="text_1">\n <path d="M 1.23456 2  L 3 4 "/></g>')
    b'<g><path d="M1.23 2L3 4"/></g>'
    >>> lighter(b'<use xlink:href="#DejaVuSans-41" transform="translate(68.408203 0)"/>')
    b'<use href="#s41" x="68.40"/>'
    >>> lighter(b'<g transform="translate(10.51234 19.98765) scale(0.07875 -0.07875)"/>')
    b'<g transform="translate(10.51 19.98765) scale(0.07875 -0.07875)"/>'
    """
    for pattern, shorter in _SHORTER:
        drawn = re.sub(pattern, shorter, drawn)
    return drawn


_SHORTER = (
    # The page says it as alternative text; in here its numbers would be cut like the drawing's.
    (rb"(?s)<title>.*?</title>", b""),
    (rb"(?s)^.*?(?=<svg )", b""),
    (rb">\s+<", b"><"),
    (rb"\n\s*", b" "),
    (rb'<g id="[a-zA-Z]+(?:_[0-9]+)?"', b"<g"),
    # Not the size of letters, where a hundredth would squeeze them.
    (rb"(?<![0-9.])(?<!scale\()([0-9]+\.[0-9]{2})[0-9]+(?=[ \"])", rb"\1"),
    (rb"\bxlink:href=", b"href="),
    (rb"\bDejaVuSans-Bold-", b"b"),
    (rb"\bDejaVuSans-", b"s"),
    (rb'(<use [^>]*)transform="translate\(([-0-9.]+) 0\)"', rb'\1x="\2"'),
    (rb'(?<=[0-9"z]) *([MLQCz]) ?(?=[-0-9"MLQCz])', rb"\1"),
    (rb' "/>', b'"/>'),
)


def recoloured(drawn: bytes, theme: str) -> bytes:
    """Exchange the colours of the light theme for those of another, which is quicker than to draw again.

    Examples
    --------
    >>> recoloured(b"fill: #ffffff; stroke: #1a1a1a", "dark")
    b'fill: #16191d; stroke: #f2f2f2'
    """
    old, new = theme_of("light"), theme_of(theme)
    pairs = zip(
        (old.paper, old.ink, old.muted, old.rule, *old.series),
        (new.paper, new.ink, new.muted, new.rule, *new.series),
    )
    exchange = {before.encode(): after.encode() for before, after in pairs}
    return re.sub(rb"#[0-9a-f]{6}\b", lambda found: exchange.get(found[0], found[0]), drawn)
