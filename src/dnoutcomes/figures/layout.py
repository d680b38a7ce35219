"""Measure a drawn figure: is any text outside the canvas, over another text, or too small to read?"""

from __future__ import annotations

from itertools import combinations

from matplotlib.text import Text
from matplotlib.transforms import Bbox

from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import PIXELS_PER_INCH, POINTS_PER_PIXEL

SMALLEST_TEXT = 9.0
_TOLERANCE = 1.0


def check_layout(figure: OutcomeFigure) -> list[str]:
    """Draw a figure and list what is wrong with its text.

    Parameters
    ----------
    figure : OutcomeFigure

    Returns
    -------
    list of str
        One sentence per text that leaves the canvas, pair of texts that overlap, and text smaller than 9 pixels at the
        width at which the figure is shown. Empty where all is well.
    """
    boxes = text_boxes(figure)
    width, height = figure.figure.bbox.width, figure.figure.bbox.height
    problems = [
        f"{text!r} leaves the canvas"
        for text, box, _ in boxes
        if box.x0 < -_TOLERANCE
        or box.y0 < -_TOLERANCE
        or box.x1 > width + _TOLERANCE
        or box.y1 > height + _TOLERANCE
    ]
    problems += [f"{text!r} is {size:.1f} pixels high" for text, _, size in boxes if size < SMALLEST_TEXT]
    problems += [
        f"{first!r} overlaps {second!r}"
        for (first, one, _), (second, other, _) in combinations(boxes, 2)
        if _overlap(one, other)
    ]
    return problems


def text_boxes(figure: OutcomeFigure) -> list[tuple[str, Bbox, float]]:
    """Draw a figure and return every visible text with its box on the canvas and its height in pixels."""
    with figure.look.context():
        figure.figure.set_dpi(PIXELS_PER_INCH)
        figure.figure.draw_without_rendering()
        texts = [text for text in figure.figure.findobj(Text) if isinstance(text, Text) and _is_shown(text)]
        return [
            (text.get_text(), text.get_window_extent(), float(text.get_fontsize()) / POINTS_PER_PIXEL)
            for text in texts
        ]


def _is_shown(text: Text) -> bool:
    axes = text.axes
    on = axes is None or axes.get_visible()
    return bool(on and text.get_visible() and text.get_text().strip())


def _overlap(one: Bbox, other: Bbox) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(width > _TOLERANCE and height > _TOLERANCE)
