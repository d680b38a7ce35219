"""The key of a figure: a sample of each line and marker, or of each area, beside what it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from dnoutcomes.figures.labels import text_width, wrap_evenly
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.series_style import AreaStyle, SeriesStyle
from dnoutcomes.figures.style import LINE_SPACING, Look

SAMPLE = 30
_AREA = 11.0
_GAP = 6
_BETWEEN = 22

KeyEntry = tuple[str, SeriesStyle | AreaStyle]


@dataclass(frozen=True)
class Key:
    """Samples and where their names stand.

    Attributes
    ----------
    places : tuple of (x, y, lines of the name, style)
        Offsets in pixels from the top left corner of the key.
    height : float
        In pixels.
    """

    places: tuple[tuple[float, float, tuple[str, ...], SeriesStyle | AreaStyle], ...]
    height: float


def lay_out_key(entries: Iterable[KeyEntry], look: Look, width: float) -> Key:
    """Place the entries side by side, and on a new line where they don't fit into `width` pixels."""
    line = look.width.text * LINE_SPACING
    places, x, y = [], 0.0, 0.0
    tallest = 1
    for name, style in entries:
        lines = wrap_evenly(name, width - SAMPLE - _GAP, look.width.text)
        needed = SAMPLE + _GAP + max(text_width(text, look.width.text) for text in lines)
        if x > 0 and x + needed > width:
            x, y, tallest = 0.0, y + tallest * line + 3, 1
        places.append((x, y, tuple(lines), style))
        tallest = max(tallest, len(lines))
        x += needed + _BETWEEN
    return Key(tuple(places), y + tallest * line)


def draw_key(figure: OutcomeFigure, key: Key, left: float, top: float) -> None:
    """Draw a key whose top left corner is here."""
    for x, y, lines, style in key.places:
        draw_sample(figure, left + x, left + x + SAMPLE, top + y + figure.look.width.text * 0.65, style)
        figure.write(left + x + SAMPLE + _GAP, top + y, list(lines))


def draw_sample(
    figure: OutcomeFigure, start: float, end: float, y: float, style: SeriesStyle | AreaStyle
) -> None:
    """Draw a stretch of a line with its marker in the middle, or a piece of an area."""
    if isinstance(style, AreaStyle):
        corner = (start, y - _AREA / 2)
        figure.add_artist(Rectangle(corner, end - start, _AREA, transform=figure.pixels, **style.patch))
        return
    line = Line2D(
        [start, end], [y, y], color=style.colour, linestyle=style.line, linewidth=1.6, transform=figure.pixels
    )
    figure.add_artist(line)
    draw_marker(figure, (start + end) / 2, y, style)


def draw_marker(figure: OutcomeFigure, x: float, y: float, style: SeriesStyle) -> None:
    """Draw a marker alone."""
    figure.add_artist(
        Line2D(
            [x],
            [y],
            linestyle="none",
            color=style.colour,
            marker=style.marker,
            markerfacecolor=style.fill,
            markeredgewidth=1.3,
            markersize=5.5,
            transform=figure.pixels,
        )
    )
