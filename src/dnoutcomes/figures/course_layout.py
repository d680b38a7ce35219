"""Where everything of a course figure stands, in pixels, measured before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.course_data import Course
from dnoutcomes.figures.head import Head, lay_out_head
from dnoutcomes.figures.labels import text_width, wrap, wrap_lines
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.figures.visit_axis import VisitAxis, visit_axis
from dnoutcomes.language import say

PANEL_GAP = 14
NAME_LEFT = 15
# Share of the figure's width.
_WIDEST_LEFT = 0.37
_PANEL_HEIGHTS = {
    ("wide", True): 300.0,
    ("wide", False): 180.0,
    ("narrow", True): 240.0,
    ("narrow", False): 170.0,
}


@dataclass(frozen=True, eq=False)
class CourseLayout:
    """Lines of text and sizes of a course figure.

    Attributes
    ----------
    head : Head
    note : list of str
        Wrapped lines.
    axis : VisitAxis
    scale : Scale
        Of the means, shared by all panels.
    tick_lines : list of list of str
        The wrapped label of each visit.
    n_columns : int
        Panels side by side.
    left, inset : float
        Room for names left of the first panel, and between a panel's ends and its outermost visits.
    panel_width, panel_height, panel_head : float
        Of one panel, and of its title.
    line, small_line : float
        Height of a line of text.
    """

    head: Head
    note: list[str]
    axis: VisitAxis
    scale: Scale
    tick_lines: list[list[str]]
    n_columns: int
    n_panels: int
    n_arms: int
    left: float
    inset: float
    panel_width: float
    panel_height: float
    panel_head: float
    line: float
    small_line: float
    margin: float

    @property
    def ticks_height(self) -> float:
        """Height of the visits' labels."""
        return self.line * max(len(lines) for lines in self.tick_lines) + 4

    @property
    def block(self) -> float:
        """Height of a row of panels with the numbers below it."""
        return (
            self.panel_head + self.panel_height + 8 + self.ticks_height + self.line * (self.n_arms + 1) + 14
        )

    @property
    def height(self) -> float:
        """Height of the figure."""
        rows = ceil(self.n_panels / self.n_columns)
        return self.head.bottom + rows * self.block + self.small_line * len(self.note) + self.margin - 8


def lay_out_course(course: Course, look: Look) -> CourseLayout:
    """Measure a course figure."""
    size = look.width
    inner, line = size.pixels - 2 * size.margin, size.text * LINE_SPACING
    n_columns = 1 if look.is_narrow else min(3, max(len(course.panels), 1))
    left = _left_margin(course, look)
    panel_width = (inner - left - PANEL_GAP * (n_columns - 1)) / n_columns
    axis, inset = _place_visits(course, panel_width, size.text)
    slot = (
        panel_width / len(axis.labels)
        if not axis.is_to_scale
        else axis.smallest_gap * (panel_width - 2 * inset)
    )
    return CourseLayout(
        head=lay_out_head(
            course.title, _subtitle(course, axis), look, [arm_in_words(arm) for arm in course.arms]
        ),
        note=wrap(course.note, inner, size.small) if course.note else [],
        axis=axis,
        scale=scale_over(
            [[0.0] * len(course.frame), *course.frame[["estimate", "conf_low", "conf_high"]].T.to_numpy()]
        ),
        tick_lines=[wrap_lines(label, slot - 4, size.text, 3) for label in axis.labels],
        n_columns=n_columns,
        n_panels=len(course.panels),
        n_arms=len(course.arms),
        left=left,
        inset=inset,
        panel_width=panel_width,
        panel_height=_PANEL_HEIGHTS[size.name, len(course.panels) <= 1],
        panel_head=0.0 if course.panels == [""] else line + 6,
        line=line,
        small_line=size.small * LINE_SPACING,
        margin=size.margin,
    )


def _subtitle(course: Course, axis: VisitAxis) -> str:
    uneven = course.plan is not None and not axis.is_to_scale and axis.header == "Week"
    return f"{course.subtitle} {say('Visits are drawn at equal distances.')}" if uneven else course.subtitle


def _left_margin(course: Course, look: Look) -> float:
    names = max(text_width(arm_name(arm), look.width.text) for arm in course.arms)
    return min(NAME_LEFT + 9 + names, _WIDEST_LEFT * look.width.pixels)


def _place_visits(course: Course, panel_width: float, size: float) -> tuple[VisitAxis, float]:
    """Place visits to scale where the numbers below them fit, else evenly; with room at both ends."""
    axis = visit_axis(course.visits, course.plan, course.is_change)
    counts = [number(count, 0) for count in course.frame["n_subjects"].dropna().unique()]
    widest = max(text_width(text, size) for text in [*axis.labels, *counts])
    inset = widest / 2 + 6
    if axis.is_to_scale and axis.smallest_gap * (panel_width - 2 * inset) >= widest + 6:
        return axis, inset
    return axis.evenly_spaced(), panel_width / len(axis.labels) / 2
