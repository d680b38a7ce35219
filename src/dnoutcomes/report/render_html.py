"""The report as one HTML file that needs nothing else: no script, no request; offline, on paper and on a phone."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dnoutcomes.figures.style import THEMES
from dnoutcomes.report.section import Section

if TYPE_CHECKING:
    from dnoutcomes.figures.outcome_figure import OutcomeFigure

# Figures for other screens than the light page, in the order in which a browser tries them. Paper takes the last one,
# the light page's own.
VARIANTS = (
    ("narrow", "dark", "screen and (max-width: 599px) and (prefers-color-scheme: dark)"),
    ("narrow", "light", "screen and (max-width: 599px)"),
    ("wide", "dark", "screen and (prefers-color-scheme: dark)"),
)


def render_html(title: str, subtitle: str, sections: tuple[Section, ...], language: str = "en") -> str:
    """Render sections as one self-contained page.

    Parameters
    ----------
    title, subtitle : str
        Plain text; escaped here.
    sections : tuple of Section
        The first one is the summary and has the first printed page to itself.
    language : str
        BCP 47 tag of the text.

    Returns
    -------
    str
        The page. Its content policy allows its own style sheet, by hash, and images inside the file; nothing else.
    """
    style = resources.files("dnoutcomes.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    return _environment().get_template("report.html.j2").render(
        title=title, subtitle=subtitle, sections=sections, language=language,
        # The style sheet is ours and its hash must match to the byte.
        style=Markup(style), policy=policy, variants=VARIANTS,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dnoutcomes.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg_source"] = svg_source
    environment.filters["whole_numbers"] = whole_numbers
    environment.tests["block"] = lambda block, name: type(block).__name__ == name
    return environment


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


def svg_source(figure: OutcomeFigure, theme: str = "light") -> str:
    """Return a light figure as a data address, in the colours of a theme.

    As an image no script in it could run and no id in it could clash with another figure's.
    """
    drawn = recoloured(lighter(figure.to_svg()), theme)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn).decode()


def lighter(drawn: bytes) -> bytes:
    r"""Write the same drawing with fewer letters: no white space between tags, short names, hundredths of a pixel.

    Examples
    --------
    >>> lighter(b'<g id="text_1">\n <path d="M 1.23456 2  L 3 4 "/></g>')
    b'<g><path d="M1.23 2L3 4"/></g>'
    >>> lighter(b'<use xlink:href="#DejaVuSans-41" transform="translate(68.408203 0)"/>')
    b'<use xlink:href="#s41" x="68.40"/>'
    """
    for pattern, shorter in _SHORTER:
        drawn = re.sub(pattern, shorter, drawn)
    return drawn


_SHORTER = (
    (rb">\s+<", b"><"),
    (rb"\n\s*", b" "),
    (rb'<g id="[a-zA-Z]+(?:_[0-9]+)?"', b"<g"),
    (rb"(?<![0-9.])([0-9]+\.[0-9]{2})[0-9]+(?=[ \"])", rb"\1"),
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
    old, new = THEMES["light"], THEMES[theme]
    pairs = zip(
        (old.paper, old.ink, old.muted, old.rule, *old.series),
        (new.paper, new.ink, new.muted, new.rule, *new.series),
    )
    exchange = {before.encode(): after.encode() for before, after in pairs}
    return re.sub(rb"#[0-9a-f]{6}\b", lambda found: exchange.get(found[0], found[0]), drawn)
