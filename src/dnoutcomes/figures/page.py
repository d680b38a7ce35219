"""A figure as boxes below each other, each of which knows its height before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.head import Head, draw_head, lay_out_head
from dnoutcomes.figures.key import KeyEntry
from dnoutcomes.figures.labels import wrap, wrap_evenly
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import PIXELS_PER_INCH, Look

#: Plots are never squeezed or stretched beyond these shares of their usual height to fill a place.
LEAST_STRETCH, MOST_STRETCH = 0.6, 2.0


@dataclass(frozen=True)
class Placed:
    """A box that was measured: its height, and how it is drawn below a height of the figure, both in pixels."""

    height: float
    draw: Callable[[OutcomeFigure, float], None]


class Box(Protocol):
    """A part of a figure across its whole width."""

    def lay_out(self, look: Look) -> Placed:
        """Measure it."""


@dataclass(frozen=True)
class Words:
    """A paragraph: notes in small and muted letters, or a statement in those of the labels.

    Attributes
    ----------
    text : str or sequence of str
        One paragraph or several, each on a new line; nothing is drawn of empty ones.
    small, bold : bool
    above : float
        Room above it, in pixels.
    """

    text: str | Sequence[str]
    small: bool = True
    above: float = 0.0
    bold: bool = False

    def lay_out(self, look: Look) -> Placed:
        """Wrap it to the width of the figure."""
        parts = [part for part in ([self.text] if isinstance(self.text, str) else self.text) if part]
        size = look.width.small if self.small else look.width.text
        wrapped = wrap if self.small else wrap_evenly
        lines = [line for part in parts for line in wrapped(part, look.inner, size, self.bold)]
        colour = look.theme.muted if self.small else None

        def draw(figure: OutcomeFigure, top: float) -> None:
            y = top + self.above
            figure.write(look.width.margin, y, lines, small=self.small, colour=colour, bold=self.bold)

        height = (look.small_line if self.small else look.line) * len(lines)
        return Placed(self.above + height if lines else 0.0, draw)


@dataclass(frozen=True, eq=False)
class Page:
    """All of a figure: what stands above, its boxes, and what is said of it.

    Attributes
    ----------
    title, subtitle : str
        What is shown, and how to read it.
    boxes : sequence of Box
        From top to bottom.
    data : pandas.DataFrame
    alt_text, caption : str
        As in `OutcomeFigure`.
    key : sequence of (text, SeriesStyle)
        Empty for none.
    """

    title: str
    subtitle: str
    boxes: Sequence[Box]
    data: pd.DataFrame
    alt_text: str
    caption: str
    key: Sequence[KeyEntry] = ()

    def draw(self, look: Look) -> OutcomeFigure:
        """Measure the boxes and draw them, in a place as high as it allows."""
        look = self._fitted(look)
        with look.context():
            head = lay_out_head(self.title, self.subtitle, look, self.key)
            placed = [box.lay_out(look) for box in self.boxes]
            figure = OutcomeFigure(
                look,
                _height(head, placed, look),
                data=self.data,
                alt_text=self.alt_text,
                caption=self.caption,
            )
            draw_head(figure, head)
            top = head.bottom
            for box in placed:
                box.draw(figure, top)
                top += box.height
        return figure

    def _height_in(self, look: Look) -> float:
        head = lay_out_head(self.title, self.subtitle, look, self.key)
        return _height(head, [box.lay_out(look) for box in self.boxes], look)

    def _fitted(self, look: Look) -> Look:
        """Stretch the plots so that text and plots together are as high as the place that they take."""
        if look.ax is None:
            return look
        usual = self._height_in(look)
        plots = self._height_in(replace(look, stretch=2.0)) - usual
        if plots == 0:
            return look
        place = height_of(look.ax)
        stretch = 1 + (place - usual) / plots
        return replace(look, stretch=min(max(stretch, LEAST_STRETCH), MOST_STRETCH))


def _height(head: Head, placed: Sequence[Placed], look: Look) -> float:
    return head.bottom + sum(box.height for box in placed) + look.width.margin


def height_of(ax: Axes) -> float:
    """Height of an Axes in pixels of 1/96 inch."""
    place = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
    return float(PIXELS_PER_INCH * place.height)
