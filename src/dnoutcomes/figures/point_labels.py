"""Labels of points: each beside its point, clear of all others and, where there is room, of the lines of the plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from dnoutcomes.figures.labels import shorten, text_width
from dnoutcomes.figures.measured_text import MeasuredText
from dnoutcomes.figures.outcome_figure import ASCENT
from dnoutcomes.figures.style import PIXELS_PER_INCH, POINTS_PER_PIXEL, Look

# Left, top, right and bottom, in pixels right of and below the top left corner of the plot.
Box = tuple[float, float, float, float]
Point = tuple[float, float]

_WIDEST = 110
# Room around a point and a line.
_AROUND_POINT, _AROUND_LINE = 5.0, 1.5
# Beside a point, below and above it, then at its corners: shift in pixels, rise in lines.
_SPOTS = (
    (8.0, -0.5, "left"), (-8.0, -0.5, "right"), (0.0, 0.5, "center"), (0.0, -1.6, "center"),
    (8.0, 0.2, "left"), (8.0, -1.2, "left"), (-8.0, 0.2, "right"), (-8.0, -1.2, "right"),
)  # fmt: skip


@dataclass(frozen=True)
class PointLabel:
    """A label and the point that it names, in the units of the axes."""

    text: str
    x: float
    y: float


def write_point_labels(axes: Axes, labels: Sequence[PointLabel], lines: Iterable[Point], look: Look) -> None:
    """Write labels beside their points; those that find no room are left out.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        With its limits set.
    labels : sequence of PointLabel
        Those that must be there first.
    lines : iterable of (x, y)
        Points along the lines of the plot, a few pixels apart.
    look : Look
    """
    inside = _plot(axes)
    on_lines = [_around(_pixels(axes, inside, point), _AROUND_LINE) for point in lines]
    at = [_pixels(axes, inside, (label.x, label.y)) for label in labels]
    taken = [_around(point, _AROUND_POINT) for point in at]
    for place, label in enumerate(labels):
        text = shorten(label.text, _WIDEST, look.width.small)
        size = text_width(text, look.width.small), look.small_line
        others = [box for other, box in enumerate(taken) if other != place]
        # A label on a line can still be read; one on another label can't.
        spot = _free_spot(at[place], size, inside, [*others, *on_lines]) or _free_spot(
            at[place], size, inside, others
        )
        if spot is not None:
            _write(axes, text, spot, inside, look)
            taken.append(spot)


def _plot(axes: Axes) -> Box:
    box = axes.get_window_extent().transformed(axes.figure.dpi_scale_trans.inverted())
    return 0.0, 0.0, float(PIXELS_PER_INCH * box.width), float(PIXELS_PER_INCH * box.height)


def _pixels(axes: Axes, inside: Box, point: Point) -> Point:
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    x = inside[2] * (point[0] - left) / (right - left)
    return float(x), float(inside[3] * (top - point[1]) / (top - bottom))


def _free_spot(at: Point, size: tuple[float, float], inside: Box, obstacles: Sequence[Box]) -> Box | None:
    """Return the first box around a point that holds the text and meets nothing."""
    wide, high = size
    for shift, rise, align in _SPOTS:
        start = at[0] + shift - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        y = at[1] + rise * high
        box = (start - 2, y, start + wide + 2, y + high)
        if _holds(inside, box) and not any(_meet(box, other) for other in obstacles):
            return box
    return None


def _write(axes: Axes, text: str, spot: Box, inside: Box, look: Look) -> None:
    """Write a label into its box, as every text of a figure is written."""
    baseline = spot[1] + ASCENT * look.width.small
    axes.add_artist(MeasuredText(
        (spot[0] + 2) / inside[2], 1 - baseline / inside[3], text, transform=axes.transAxes, va="baseline",
        size=look.width.small * POINTS_PER_PIXEL, color=look.theme.ink, parse_math=False, clip_on=False,
        **look.lettering,
    ))  # fmt: skip


def _holds(outer: Box, box: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _around(point: Point, reach: float) -> Box:
    return point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach


def _meet(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])
