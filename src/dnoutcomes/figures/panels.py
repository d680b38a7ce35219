"""Plots side by side on a page and below each other on a phone, with numbers in columns under their axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from matplotlib.axes import Axes

from dnoutcomes.figures.arm import Arm
from dnoutcomes.figures.key import draw_marker
from dnoutcomes.figures.labels import shorten, text_width, wrap_evenly, wrap_lines
from dnoutcomes.figures.marks import set_scales
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Placed
from dnoutcomes.figures.scale import Scale
from dnoutcomes.figures.style import Look

_MARKER_ROOM = 15.0
_TICKS = 8.0


@dataclass(frozen=True)
class Grid:
    """How plots share the width of a figure.

    Attributes
    ----------
    look : Look
    n_panels : int
    left : float
        Room in pixels for what stands left of the first plot of a row, or of each.
    each_named : bool
        Whether each plot has heights of its own, named on its left.
    most_across : int
        Side by side on a page.
    gap, right : float
        Between two, and right of the last.
    """

    look: Look
    n_panels: int
    left: float
    each_named: bool = False
    most_across: int = 2
    gap: float = 22.0
    right: float = 0.0

    @property
    def across(self) -> int:
        """Plots side by side."""
        return 1 if self.look.is_narrow else max(min(self.n_panels, self.most_across), 1)

    @property
    def width(self) -> float:
        """Width of one plot."""
        rooms = self.left * (self.across if self.each_named else 1)
        return (self.look.inner - self.right - rooms - self.gap * (self.across - 1)) / self.across

    def left_of(self, column: int) -> float:
        """Where a plot begins."""
        rooms = self.left * (column + 1 if self.each_named else 1)
        return self.look.width.margin + rooms + column * (self.width + self.gap)


def name_room(look: Look, names: Sequence[str], most: float = 0.4) -> float:
    """Room for markers and names of rows left of a plot."""
    widest = max((text_width(name, look.width.text) for name in names), default=0.0)
    return min(_MARKER_ROOM + 9 + widest, most * look.width.pixels)


def scale_room(look: Look, labels: Sequence[str]) -> float:
    """Room for the labels of an upright axis left of its plot."""
    return max((text_width(label, look.width.text) for label in labels), default=0.0) + 8


@dataclass(frozen=True)
class Row:
    """A row of texts under a plot, one per column.

    Attributes
    ----------
    cells : sequence of lists of str
        The lines of each.
    label : str
        What the row is; an arm has its own marker and name.
    arm : Arm or None
    small : bool
        Whether letters are small, and the label muted.
    beside : bool
        Whether the label stands at the plot instead of at the margin.
    below : float
        Room below it.
    """

    cells: Sequence[list[str]] = ()
    label: str = ""
    arm: Arm | None = None
    small: bool = False
    beside: bool = False
    below: float = 0.0

    def height(self, look: Look) -> float:
        """In pixels."""
        lines = max((len(cell) for cell in self.cells), default=1)
        return (look.small_line if self.small else look.line) * max(lines, 1) + self.below


@dataclass(frozen=True, eq=False)
class Panel:
    """A plot and what stands around it.

    Attributes
    ----------
    draw : callable
        Draws the marks on Axes whose scales are set.
    across, up : Scale or None
        None for an axis that means nothing.
    title : str
        Above, with the marker of `arm` where there is one; `note` in small letters under it.
    axis_title : str
        Below the axis.
    columns : sequence of float
        Places of the columns of `rows`, in pixels from the left end of the plot.
    rows : sequence of Row
        Below; where the first one names the ticks, the axis has no labels of its own.
    ticks_in_rows : bool
    """

    draw: Callable[[Axes], None]
    across: Scale | None
    up: Scale | None
    title: str = ""
    arm: Arm | None = None
    note: str = ""
    axis_title: str = ""
    columns: Sequence[float] = ()
    rows: Sequence[Row] = ()
    ticks_in_rows: bool = False


@dataclass(frozen=True, eq=False)
class Panels:
    """Plots in a grid: a box.

    Attributes
    ----------
    grid : Grid
    panels : sequence of Panel
    heights : (float, float)
        Of a plot, on a page and on a phone.
    """

    grid: Grid
    panels: Sequence[Panel]
    heights: tuple[float, float]

    def lay_out(self, look: Look) -> Placed:
        """Measure all plots alike, so that they stand level."""
        titles = [self._title(panel, look) for panel in self.panels]
        notes = [
            wrap_lines(panel.note, self.grid.width, look.width.small, 2) if panel.note else []
            for panel in self.panels
        ]
        above = look.line * max(map(len, titles), default=0) + look.small_line * max(
            map(len, notes), default=0
        )
        above += 6 if above else 0
        plot = look.plot_height(*self.heights)
        below = max((self._below(panel, look) for panel in self.panels), default=0.0)
        block = above + plot + below

        def draw(figure: OutcomeFigure, top: float) -> None:
            for place, panel in enumerate(self.panels):
                row, column = divmod(place, self.grid.across)
                y = top + row * (block + 14)
                self._write_title(figure, panel, titles[place], notes[place], (column, y))
                self._draw_plot(figure, panel, column, y + above, plot)

        rows = ceil(len(self.panels) / self.grid.across)
        return Placed(rows * (block + 14) - 14 if rows else 0.0, draw)

    def _title(self, panel: Panel, look: Look) -> list[str]:
        room = self.grid.width - (_MARKER_ROOM if panel.arm else 0.0)
        room += self.grid.left if self.grid.each_named else 0.0
        return wrap_lines(panel.title, room, look.width.text, 2, bold=True) if panel.title else []

    def _axis_title(self, panel: Panel, look: Look) -> list[str]:
        return wrap_evenly(panel.axis_title, self.grid.width, look.width.text) if panel.axis_title else []

    def _below(self, panel: Panel, look: Look) -> float:
        ticks = look.line if panel.across is not None and not panel.ticks_in_rows else 0.0
        titled = look.line * len(self._axis_title(panel, look))
        rows = sum(row.height(look) for row in panel.rows)
        return _TICKS + ticks + titled + (10 if titled and rows else 0) + rows

    def _write_title(
        self, figure: OutcomeFigure, panel: Panel, title: list[str], note: list[str], at: tuple[int, float]
    ) -> None:
        column, y = at
        look, left = figure.look, self.grid.left_of(column)
        x = left - self.grid.left if self.grid.each_named else left
        figure.write(x + (_MARKER_ROOM if panel.arm else 0.0), y, title, bold=True)
        if panel.arm:
            draw_marker(figure, x + 5, y + look.width.text * 0.6, panel.arm.style)
        figure.write(x, y + look.line * len(title), note, small=True, colour=look.theme.muted)

    def _draw_plot(self, figure: OutcomeFigure, panel: Panel, column: int, top: float, height: float) -> None:
        look, left = figure.look, self.grid.left_of(column)
        axes = figure.panel(left, top, self.grid.width, height)
        set_scales(axes, panel.across, panel.up, named=self.grid.each_named or column == 0)
        if panel.ticks_in_rows and panel.across is not None:
            axes.set_xticks(panel.across.ticks, labels=[])
        panel.draw(axes)
        y = top + height + _TICKS
        y += look.line if panel.across is not None and not panel.ticks_in_rows else 0.0
        title = self._axis_title(panel, look)
        figure.write(left + self.grid.width / 2, y, title, align="center")
        y += look.line * len(title) + (10 if title and panel.rows else 0)
        for row in panel.rows:
            self._write_row(figure, panel, row, column, y)
            y += row.height(look)

    def _write_row(self, figure: OutcomeFigure, panel: Panel, row: Row, column: int, y: float) -> None:
        look, left = figure.look, self.grid.left_of(column)
        margin = left - self.grid.left
        for x, cell in zip(panel.columns, row.cells):
            colour = look.theme.muted if row.small and row.arm is None and not row.beside else None
            figure.write(left + x, y, cell, align="center", small=row.small, colour=colour)
        if column and not self.grid.each_named:
            return
        if row.arm is not None:
            draw_marker(figure, margin + 5, y + look.width.text * 0.6, row.arm.style)
            name = shorten(row.arm.short, self.grid.left - _MARKER_ROOM - 8, look.width.text)
            figure.write(margin + _MARKER_ROOM, y, name)
        elif row.beside:
            figure.write(left - 8, y, row.label, align="right", colour=look.theme.muted)
        else:
            figure.write(margin, y, row.label, small=True, colour=look.theme.muted)
