"""The chart of a flow: frames with those in each step of an arm and those who left, and arrows between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.flow_data import Flow, FlowStep
from dnoutcomes.figures.key import draw_marker
from dnoutcomes.figures.labels import wrap, wrap_evenly
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Placed
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say

_BETWEEN_ARMS, _BETWEEN_FRAMES, _BETWEEN_ROWS = 20, 18, 16
_PADDING, _MARKER = 7, 13
# Share of an arm's width that those in a step have; the others stand right of them.
_MAIN_SHARE = 0.39
# Room for the branches from the file to the arms: below it on a page, left of the arms on a phone.
_TRUNK, _RAIL = 34, 16

Point = tuple[float, float]


@dataclass(frozen=True)
class _Frame:
    """Text in a frame: a heading in bold, behind the marker of an arm where there is one, and lines below it."""

    heading: list[str]
    lines: list[str]
    width: float
    height: float
    arm: Arm | None = None
    is_main: bool = True

    def draw(self, figure: OutcomeFigure, left: float, top: float) -> None:
        look = figure.look
        edge = look.theme.ink if self.is_main else look.theme.muted
        figure.add_artist(
            Rectangle((left, top), self.width, self.height, transform=figure.pixels, facecolor="none", edgecolor=edge,
                      linewidth=0.9)
        )  # fmt: skip
        x, y = left + _PADDING, top + _PADDING - 2
        if self.arm is not None:
            draw_marker(figure, x + 4, y + look.width.text * 0.6, self.arm.style)
        figure.write(x + (_MARKER if self.arm else 0), y, self.heading, bold=True)
        figure.write(x, y + look.line * len(self.heading), self.lines)


def _frame(
    texts: Sequence[str],
    width: float,
    look: Look,
    heading: str = "",
    arm: Arm | None = None,
    *,
    is_main: bool = True,
) -> _Frame:
    """Measure a frame of this width."""
    room, size = width - 2 * _PADDING, look.width.text
    wrapped = wrap_evenly if is_main else wrap
    lines = [line for text in texts for line in wrapped(text, room, size)]
    bold = wrap_evenly(heading, room - (_MARKER if arm else 0), size, bold=True) if heading else []
    height = look.line * (len(bold) + len(lines)) + 2 * _PADDING - 3
    return _Frame(bold, lines, width, height, arm, is_main)


# Of each step of an arm, who is in it and who isn't; without lines where nobody left.
_Column = list[tuple[_Frame, _Frame]]


@dataclass(frozen=True, eq=False)
class FlowChart:
    """The steps of all arms, side by side on a page and below each other on a phone: a box."""

    flow: Flow

    def lay_out(self, look: Look) -> Placed:
        """Measure all frames, and stand the steps of arms beside each other level."""
        n_across = 1 if look.is_narrow else max(len(self.flow.steps), 1)
        start = look.width.margin + (_RAIL if look.is_narrow else 0)
        width = (look.width.margin + look.inner - start - _BETWEEN_ARMS * (n_across - 1)) / n_across
        arms = {arm.name: arm for arm in arms_of(self.flow.steps, look, self.flow.plan)}
        columns = [_column(arms[name], steps, width, look) for name, steps in self.flow.steps.items()]
        trunk = _frame([self.flow.total], _MAIN_SHARE * width + 60, look, say("All patients in the file"))
        chart = _Drawing()
        top = trunk.height + _TRUNK
        for first in range(0, len(columns), n_across):
            band = columns[first : first + n_across]
            heights = _heights(band)
            for place, column in enumerate(band):
                chart.add_column(column, start + place * (width + _BETWEEN_ARMS), top, width, heights)
            top += sum(heights) + _BETWEEN_ROWS * (len(heights) + 1)
        chart.add_trunk(trunk, look)
        return Placed(top - 2 * _BETWEEN_ROWS, chart.draw)


def _column(arm: Arm, steps: list[FlowStep], width: float, look: Look) -> _Column:
    main = _MAIN_SHARE * width
    side = width - main - _BETWEEN_FRAMES
    column: _Column = []
    for step in steps:
        heading, marked = ("", None) if column else (arm.words, arm)
        leaving = [step.leaving[:1].upper() + step.leaving[1:], *step.reasons] if step.leaving else []
        column.append(
            (_frame([step.inside], main, look, heading, marked), _frame(leaving, side, look, is_main=False))
        )
    return column


def _heights(band: list[_Column]) -> list[float]:
    """Height of each step of arms that stand side by side."""
    steps = zip_longest(*band, fillvalue=())
    return [max(frame.height for pair in step for frame in pair if frame.lines) for step in steps]


@dataclass(frozen=True, eq=False)
class _Drawing:
    """Frames with their places, and the lines and arrows between them, in pixels below the top of the chart."""

    frames: list[tuple[_Frame, float, float]] = field(default_factory=list)
    arrows: list[tuple[Point, Point]] = field(default_factory=list)
    lines: list[tuple[Point, Point]] = field(default_factory=list)
    #: Of the first frame of each arm, the middle of its left side and of its top.
    roots: list[tuple[Point, Point]] = field(default_factory=list)

    def add_column(
        self, column: _Column, left: float, top: float, width: float, heights: list[float]
    ) -> None:
        """Add the steps of an arm with an arrow from each to the next and to those who aren't in it."""
        above = None
        for (main, side), height in zip(column, heights):
            centre, middle = top + height / 2, left + main.width / 2
            start, right = centre - main.height / 2, left + width - side.width
            self.frames.append((main, left, start))
            if above is None:
                self.roots.append(((left, centre), (middle, start)))
            else:
                self.arrows.append(((middle, above), (middle, start)))
            if side.lines:
                self.arrows.append(((left + main.width, centre), (right, centre)))
                self.frames.append((side, right, centre - side.height / 2))
            top, above = top + height + _BETWEEN_ROWS, start + main.height

    def add_trunk(self, trunk: _Frame, look: Look) -> None:
        """Add the file and its branches to the arms: from above on a page, from a rail at the side on a phone."""
        if look.is_narrow:
            rail = look.width.margin + _RAIL / 2
            self.frames.append((trunk, look.width.margin, 0.0))
            self.arrows.extend(((rail, beside[1]), beside) for beside, _ in self.roots)
            self.lines.extend(((rail, trunk.height), (rail, beside[1])) for beside, _ in self.roots[-1:])
            return
        middle, bar = look.width.pixels / 2, trunk.height + _TRUNK / 2
        self.frames.append((trunk, middle - trunk.width / 2, 0.0))
        self.arrows.extend(((above[0], bar), above) for _, above in self.roots)
        across = [middle, *(above[0] for _, above in self.roots)]
        self.lines.extend([((middle, trunk.height), (middle, bar)), ((min(across), bar), (max(across), bar))])

    def draw(self, figure: OutcomeFigure, top: float) -> None:
        """Draw everything from this height on."""
        colour = figure.look.theme.muted
        for frame, x, y in self.frames:
            frame.draw(figure, x, top + y)
        for (x, y), (end, bottom) in self.lines:
            line = Line2D(
                [x, end], [top + y, top + bottom], transform=figure.pixels, color=colour, linewidth=0.9
            )
            figure.add_artist(line)
        for (x, y), (end, bottom) in self.arrows:
            arrow = FancyArrowPatch(
                (x, top + y), (end, top + bottom), transform=figure.pixels, color=colour, linewidth=0.9,
                arrowstyle="-|>", mutation_scale=7, shrinkA=0, shrinkB=0,
            )  # fmt: skip
            figure.add_artist(arrow)
