"""A figure's drawing inside the page: one for light and dark screens, in few letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from dnoutcomes.figures.style import Theme, theme_of
from dnoutcomes.report.facts.figure_block import drawing_of

if TYPE_CHECKING:
    from dnoutcomes.figures.outcome_figure import OutcomeFigure

# A drawing in an address, a third shorter than base64: it can't end the attribute it stands in, where no tag begins.
_EXCHANGED: dict[str, str | int | None] = {"%": "%25", "#": "%23", "&": "%26", '"': "'"}
IN_AN_ADDRESS = str.maketrans(_EXCHANGED)


def svg_source(figure: OutcomeFigure) -> Markup:
    """Return a light figure as a data address that follows the screen: light, or dark where the reader's screen is.

    As an image no script in it could run and no id in it could clash with another figure's, and a reader can save it.
    """
    drawn = themed(lighter(drawing_of(figure))).decode()
    return Markup("data:image/svg+xml,") + Markup(drawn.translate(IN_AN_ADDRESS))


def lighter(drawn: bytes) -> bytes:
    r"""Write the same drawing with fewer letters: no words, white space or long names, hundredths of a pixel.

    Letters, which matplotlib draws at a size of 100 and scales, are drawn at 1,000 in whole numbers and scaled.

    Examples
    --------
    >>> lighter(b'<g id="text_1">\n <path d="M 1.23456 2  L 3 4 "/></g>')
    b'<g><path d="M1.23 2L3 4"/></g>'
    >>> lighter(b'<use xlink:href="#DejaVuSans-41" transform="translate(68.408203 0)"/>')
    b'<use href="#s41" x="684"/>'
    >>> lighter(b'<g transform="translate(10.51234 19.98765) scale(0.07875 -0.07875)"/>')
    b'<g transform="translate(10.51 19.98765) scale(0.007875 -0.007875)"/>'
    >>> lighter(b'<path id="DejaVuSans-31" d="M 1259 2228 L 628 0 z" transform="scale(0.015625)"/>')
    b'<path id="s31" d="M197 348L98 0z"/>'
    """
    for pattern, shorter in _SHORTER:
        drawn = re.sub(pattern, shorter, drawn)
    return drawn


# Units of the outline of a letter: matplotlib draws it 64 times too large.
_UNITS = 10 / 64


def _outline(letter: re.Match[bytes]) -> bytes:
    return (
        b'd="' + re.sub(rb"-?[0-9]+", lambda number: b"%d" % round(int(number[0]) * _UNITS), letter[1]) + b'"'
    )


def _place(letter: re.Match[bytes]) -> bytes:
    return letter[1] + b'x="%d"' % round(10 * float(letter[2]))


def _size(letter: re.Match[bytes]) -> bytes:
    size = f"{float(letter[1]) / 10:.9f}".rstrip("0")
    return f"scale({size} -{size})".encode()


_Shorter = bytes | Callable[[re.Match[bytes]], bytes]

_SHORTER: tuple[tuple[bytes, _Shorter], ...] = (
    # The page says it as alternative text; in here its numbers would be cut like the drawing's.
    (rb"(?s)<title>.*?</title>", b""),
    (rb"(?s)^.*?(?=<svg )", b""),
    (rb">\s+<", b"><"),
    (rb"\n\s*", b" "),
    (rb'<g id="[a-zA-Z0-9.]+(?:_[0-9]+)?"', b"<g"),
    (rb"(?<=[a-z0-9)]); (?=[a-z])", b";"),
    (rb"\b(fill|stroke|stroke-[a-z]+|opacity): ", rb"\1:"),
    (rb"\bxlink:href=", b"href="),
    (rb"\bDejaVuSans-Bold-", b"b"),
    (rb"\bDejaVuSans-", b"s"),
    # The third letter of the font is the space.
    (rb'<use href="#[bs]3"[^>]*/>', b""),
    (rb'd="([^"]*)" transform="scale\(0\.015625\)"', _outline),
    (rb'(<use [^>]*)transform="translate\(([-0-9.]+) 0\)"', _place),
    (rb"scale\(([0-9.]+) -\1\)", _size),
    # Not the size of letters, where a hundredth would squeeze them.
    (rb"(?<![0-9.])(?<!scale\()([0-9]+\.[0-9]{2})[0-9]+(?=[ \"])", rb"\1"),
    (rb'(?<=[0-9"z]) *([MLQCz]) ?(?=[-0-9"MLQCz])', rb"\1"),
    (rb' "/>', b'"/>'),
)


def themed(drawn: bytes) -> bytes:
    """Name the colours of the light theme, and say which they are on a light and on a dark screen.

    Paper has the light ones, whatever the screen that prints.

    Examples
    --------
    >>> sheet, drawing = themed(b'<svg><path style="fill: #ffffff; stroke: #123456"/></svg>').split(b"</style>")
    >>> sheet
    b'<svg><style>svg{--a:#ffffff}@media screen and (prefers-color-scheme:dark){svg{--a:#16191d}}'
    >>> drawing
    b'<path style="fill: var(--a); stroke: #123456"/></svg>'
    """
    light, dark = _colours(theme_of("light")), _colours(theme_of("dark"))
    name_of = {colour.encode(): f"var(--{name})".encode() for name, colour in light.items()}
    used = {colour for colour in name_of if colour in drawn}
    named = re.sub(rb"#[0-9a-f]{6}\b", lambda colour: name_of.get(colour[0], colour[0]), drawn)
    names = [name for name, colour in light.items() if colour.encode() in used]
    on_dark = f"@media screen and (prefers-color-scheme:dark){{svg{{{_values(dark, names)}}}}}"
    sheet = f"svg{{{_values(light, names)}}}{on_dark}"
    return re.sub(rb"(<svg\b[^>]*>)", rb"\1<style>" + sheet.encode() + b"</style>", named, count=1)


def _colours(theme: Theme) -> dict[str, str]:
    """Colours of a theme by one letter each."""
    return dict(zip("abcdefghijklmnop", (theme.paper, theme.ink, theme.muted, theme.rule, *theme.series)))


def _values(colours: dict[str, str], names: list[str]) -> str:
    return ";".join(f"--{name}:{colours[name]}" for name in names)
