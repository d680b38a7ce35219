"""Rows of a table whose marks stand beside their names, or below them on a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from dnoutcomes.figures.labels import text_width, wrap_evenly, wrap_lines
from dnoutcomes.figures.marks import set_scales
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Placed
from dnoutcomes.figures.scale import Scale
from dnoutcomes.figures.style import Look

# Between two columns, in pixels.
_GAP = 14.0
# Height of the marks of a row that stand below its name, and the room above a rule or a heading.
_STRIP, _APART = 18.0, 10.0


@dataclass(frozen=True)
class MarkedRow:
    """A row of a table.

    Attributes
    ----------
    name : str
    count, text : str
        What stands in the columns left and right of the plot. Marks that stand below leave no column for counts.
    instead : str
        What is written where the marks would be, if they stand beside.
    is_marked : bool
        Whether it has marks; the text of one that has none is muted.
    is_heading : bool
        Whether it is only a name, of the rows that follow.
    bold : bool
    parted : bool
        Whether a rule stands above it.
    """

    name: str
    count: str = ""
    text: str = ""
    instead: str = ""
    is_marked: bool = True
    is_heading: bool = False
    bold: bool = False
    parted: bool = False


@dataclass(frozen=True)
class _Columns:
    """The width of the names, where counts and texts end, and where the plot stands, in pixels."""

    names: float
    counts_end: float
    texts_end: float
    plot_left: float
    plot_width: float

    @property
    def plot_end(self) -> float:
        return self.plot_left + self.plot_width


@dataclass(frozen=True)
class _Stacked:
    """A row in its place below the first: `at` is the height of its marks, which reach as far up as down."""

    lines: list[str]
    top: float
    height: float
    at: float
    reach: float


@dataclass(frozen=True, eq=False)
class MarkedRows:
    """A table with one plot across all of its rows: a box.

    Attributes
    ----------
    rows : sequence of MarkedRow
    draw : callable
        Given the Axes and two arrays with one number per row: the height of its marks, and how far they may reach up
        and down from there; 0 for a row that has no room for marks.
    scale : callable
        The axis for a plot of so many pixels; one without ticks isn't drawn.
    heads : (str, str, str)
        Above the names, counts and texts; empty ones for none.
    axis_title : str
        Below the axis.
    ends : (str, str)
        What its left and right ends stand for, in small letters.
    below : bool
        Whether the marks stand below the names on a phone.
    most : float
        Share of the width that names may take beside the plot.
    padding : float
        In a row above and below its lines together, in pixels: a table of many rows must fit on a sheet of paper in
        letters that can be read.
    """

    rows: Sequence[MarkedRow]
    draw: Callable[[Axes, np.ndarray, np.ndarray], None]
    scale: Callable[[float], Scale]
    heads: tuple[str, str, str] = ("", "", "")
    axis_title: str = ""
    ends: tuple[str, str] = ("", "")
    below: bool = False
    most: float = 0.42
    padding: float = 8.0

    def lay_out(self, look: Look) -> Placed:
        """Measure the columns by their widest texts and stack the rows."""
        columns = self._columns(look)
        stack = self._stack(columns, look)
        scale = self.scale(columns.plot_width)
        first = 8 + look.small_line if any(self.heads) else 0.0
        rows_height = stack[-1].top + stack[-1].height if stack else _STRIP
        axis = 8 + look.line if scale.ticks else 0.0
        title = wrap_evenly(self.axis_title, columns.plot_width, look.width.text) if self.axis_title else []
        ends = [wrap_evenly(end, columns.plot_width / 2 - 6, look.width.small) for end in self.ends if end]
        below = look.line * len(title) + (4 + look.small_line * max(map(len, ends)) if ends else 0.0)

        def draw(figure: OutcomeFigure, top: float) -> None:
            self._write_heads(figure, columns, top)
            rows_top = top + first
            self._draw_plot(figure, (columns, stack, scale), rows_top, rows_height)
            for row, stacked in zip(self.rows, stack):
                self._write_row(figure, row, stacked, columns, rows_top + stacked.top)
            y, middle = rows_top + rows_height + axis, columns.plot_left + columns.plot_width / 2
            figure.write(middle, y, title, align="center")
            places = ((columns.plot_left, "left"), (columns.plot_end, "right"))
            for end, (x, align) in zip(ends, places):
                figure.write(x, y + 4, end, align=align, small=True, colour=look.theme.muted)

        return Placed(first + rows_height + axis + below, draw)

    def _columns(self, look: Look) -> _Columns:
        size, margin = look.width.text, look.width.margin
        end = margin + look.inner
        texts = _widest([row.text for row in self.rows], size)
        texts += _GAP if texts else 0.0
        if self._is_below(look):
            return _Columns(look.inner - texts, end, end, margin, look.inner)
        widest = _widest([row.name for row in self.rows if not row.is_heading], size) + 1
        names = min(widest, self.most * look.inner)
        counts = _widest([self.heads[1], *(row.count for row in self.rows)], size)
        counts_end = margin + names + (_GAP + counts if counts else 0.0)
        left = counts_end + _GAP
        return _Columns(names, counts_end, end, left, end - texts - left)

    def _is_below(self, look: Look) -> bool:
        return self.below and look.is_narrow

    def _stack(self, columns: _Columns, look: Look) -> list[_Stacked]:
        stack: list[_Stacked] = []
        y = 0.0
        for row in self.rows:
            room = look.inner if row.is_heading else columns.names
            lines = wrap_lines(row.name, room, look.width.text, 3, bold=True)
            text = look.line * len(lines)
            y += _APART if row.parted or (row.is_heading and stack) else 0.0
            if row.is_heading:
                height, at, reach = text + self.padding / 2, 0.0, 0.0
            elif self._is_below(look):
                strip = _STRIP if row.is_marked else 0.0
                height, at, reach = text + strip + self.padding, text + 2 + strip / 2, strip / 2
            else:
                height = text + self.padding
                at = reach = height / 2
            stack.append(_Stacked(lines, y, height, y + at, reach))
            y += height
        return stack

    def _draw_plot(
        self,
        figure: OutcomeFigure,
        parts: tuple[_Columns, list[_Stacked], Scale],
        top: float,
        height: float,
    ) -> None:
        columns, stack, scale = parts
        axes = figure.panel(columns.plot_left, top, columns.plot_width, height)
        # Heights in the plot are pixels from its top, as those of the names beside it.
        set_scales(axes, scale if scale.ticks else None, Scale(height, 0.0, (), ()))
        axes.set_xlim(scale.low, scale.high)
        axes.patch.set_visible(False)
        self.draw(axes, np.array([row.at for row in stack]), np.array([row.reach for row in stack]))
        for row, stacked in zip(self.rows, stack):
            if row.parted:
                _rule(figure, top + stacked.top - 6)

    def _write_heads(self, figure: OutcomeFigure, columns: _Columns, top: float) -> None:
        if not any(self.heads):
            return
        look = figure.look
        places = ((look.width.margin, "left"), (columns.counts_end, "right"), (columns.texts_end, "right"))
        for head, (x, align) in zip(self.heads, places):
            if head:
                figure.write(x, top + 4, head, align=align, small=True, colour=look.theme.muted)
        _rule(figure, top + 6 + look.small_line)

    def _write_row(
        self, figure: OutcomeFigure, row: MarkedRow, stacked: _Stacked, columns: _Columns, top: float
    ) -> None:
        look, name_top, top = figure.look, top + 1, top + 1
        if not (self._is_below(look) or row.is_heading):
            name_top += (stacked.height - look.line * len(stacked.lines)) / 2
            top += (stacked.height - look.line) / 2
        colour = None if row.is_marked else look.theme.muted
        figure.write(look.width.margin, name_top, stacked.lines, bold=row.bold)
        for x, text, align, ink in (
            (columns.counts_end, row.count, "right", None),
            (columns.plot_left, row.instead, "left", look.theme.muted),
            (columns.texts_end, row.text, "right", colour),
        ):
            if text:
                figure.write(x, top, text, align=align, bold=row.bold, colour=ink)


def _widest(texts: Sequence[str], size: float) -> float:
    # In bold, whatever they are: columns are as wide with the row of all patients as without it.
    return max((text_width(text, size, bold=True) for text in texts if text), default=0.0)


def _rule(figure: OutcomeFigure, y: float) -> None:
    look = figure.look
    ends = [look.width.margin, look.width.margin + look.inner]
    figure.add_artist(Line2D(ends, [y, y], color=look.theme.rule, linewidth=0.8, transform=figure.pixels))
