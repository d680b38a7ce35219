"""The course: means by arm over visits with intervals, and the number of patients below."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.observed_means import observed_means
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.course_data import Course, course_of
from dnoutcomes.figures.marks import intervals, joined, level, points
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels, Row, name_room
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.style import Look
from dnoutcomes.figures.visit_axis import VisitAxis, roomy_axis, visit_axis, visit_row
from dnoutcomes.language import say
from dnoutcomes.plan import Plan

# Distance between the arms at a visit, in pixels.
_APART = 7


def plot_course(
    means: Estimates | AnalysisData,
    *,
    plan: Plan | None = None,
    arm: str = "arm",
    visit: str = "visit",
    panel: str | None = None,
    change: bool = True,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw means by arm over the visits, with intervals and the number of patients at each visit.

    Parameters
    ----------
    means : Estimates or AnalysisData
        From `ls_means(fit, "arm", by="visit")`, or with `by=["cause", "visit"]` for a panel per cause; rows whose
        column `state` is "hidden" have no number. From an `AnalysisData` the observed means are drawn, and called so.
    plan : Plan, optional
        Names the outcome, says which way is better and when the visits are. An `AnalysisData` brings its own.
    arm, visit : str
        Label columns of the means.
    panel : str, optional
        What makes panels: a label of the means, or a column of the analysis' visits such as "cause". Default: the label
        of the means that varies beside arm and visit.
    change : bool
        Whether the means are changes from baseline, which start from 0 at time zero.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per panel, arm and visit.

    Raises
    ------
    ModelError
        The means don't have one row per arm and visit, or vary by more than one further label.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "arm": ["standard", "needling"], "visit": ["W12", "W12"], "estimate": [-0.9, -1.7], "std_error": [0.2, 0.2],
    ...     "conf_low": [-1.3, -2.1], "conf_high": [-0.5, -1.3], "n_subjects": [61, 64]})
    >>> figure = plot_course(Estimates(frame, kind="LS mean"), plan=Plan())
    >>> figure.alt_text.split(". ")[-1]
    'At week 12: standard −0.90 (−1.30 to −0.50), 61 patients; needling −1.70 (−2.10 to −1.30), 64 patients.'
    """
    look = Look.of(width, theme, ax)
    if isinstance(means, AnalysisData):
        plan = means.plan
        means = observed_means(means, panel)
    course = course_of(means, plan, arm=arm, visit=visit, panel=panel, is_change=change)
    return _page(course, look).draw(look)


def _page(course: Course, look: Look) -> Page:
    arms = arms_of(course.arms, look, course.plan)
    grid = Grid(
        look, len(course.panels), name_room(look, [arm.short for arm in arms], 0.37), most_across=3, gap=14
    )
    counts = [number(count, 0) for count in course.frame["n_subjects"].dropna().unique()]
    usual = visit_axis(course.visits, course.plan, course.is_change)
    axis, inset = roomy_axis(usual, counts, grid.width, look.width.text)
    numbers = course.frame[["estimate", "conf_low", "conf_high"]].to_numpy().ravel()
    up = scale_over([0.0, *numbers])
    panels = [_panel(course, panel, arms, (axis, inset, up), grid) for panel in course.panels]
    uneven = course.plan is not None and not axis.is_to_scale and axis.header == "Week"
    subtitle = (
        f"{course.subtitle} {say('Visits are drawn at equal distances.')}" if uneven else course.subtitle
    )
    heights = (300.0, 240.0) if len(course.panels) <= 1 else (180.0, 170.0)
    return Page(
        course.title,
        subtitle,
        [Panels(grid, panels, heights), Words(course.note, above=6)],
        course.frame,
        course.alt_text,
        course.caption,
        [arm.key for arm in arms],
    )


def _panel(
    course: Course, panel: str, arms: list[Arm], scales: tuple[VisitAxis, float, Scale], grid: Grid
) -> Panel:
    axis, inset, up = scales
    look, places = grid.look, axis.pixels(grid.width, inset)
    across = Scale(*axis.limits(grid.width, inset), axis.positions, axis.labels)
    slot = axis.smallest_gap * (grid.width - 2 * inset) if axis.is_to_scale else grid.width / len(places)
    empty: list[list[str]] = [[]] if course.is_change else []
    counts = [
        Row([*empty, *([number(mean.n, 0)] for mean in course.means(panel, arm.name).values())], arm=arm)
        for arm in arms
    ]

    def draw(axes: Axes) -> None:
        if up.low < 0 < up.high:
            level(axes, look)
        for arm, shift in zip(arms, across.shifts(len(arms), _APART, grid.width)):
            _draw_arm(axes, course, panel, arm, np.asarray(axis.positions) + shift)

    return Panel(
        draw,
        across,
        up,
        title=course.panel_words(panel),
        columns=places,
        rows=[visit_row(axis, slot, look, below=4), Row(label=say("Patients")), *counts],
        ticks_in_rows=True,
    )


def _draw_arm(axes: Axes, course: Course, panel: str, arm: Arm, at: np.ndarray) -> None:
    """Draw one line of one panel, from 0 at time zero where it is one of changes."""
    means = list(course.means(panel, arm.name).values())
    start = [0.0] if course.is_change else []
    heights = [*start, *(mean.estimate for mean in means)]
    joined(axes, arm.style, at, heights, arm.name)
    intervals(axes, arm.style, at[len(start) :], [mean.low for mean in means], [mean.high for mean in means])
    points(axes, arm.style, at, heights)
