"""The course: means by arm over visits with intervals, and the number of patients below."""

from __future__ import annotations

from math import ceil

import numpy as np
from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.arm_words import arm_name
from dnoutcomes.figures.column_words import level_words
from dnoutcomes.figures.course_data import Course, course_of
from dnoutcomes.figures.course_layout import NAME_LEFT, PANEL_GAP, CourseLayout, lay_out_course
from dnoutcomes.figures.head import draw_head
from dnoutcomes.figures.key import draw_marker
from dnoutcomes.figures.labels import shorten
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.observed_means import observed_means
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.scale import Scale
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term
from dnoutcomes.plan import Plan


def plot_course(
    means: Estimates | AnalysisData,
    *,
    plan: Plan | None = None,
    arm: str = "arm",
    visit: str = "visit",
    panel: str | None = None,
    change: bool = True,
    smallest_cell: int | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw means by arm over the visits, with intervals and the number of patients at each visit.

    Parameters
    ----------
    means : Estimates or AnalysisData
        From `ls_means(fit, "arm", by="visit")`, or with `by=["cause", "visit"]` for a panel per cause. From an
        `AnalysisData` the observed means are drawn, and called so.
    plan : Plan, optional
        Names the outcome, says which way is better and when the visits are. An `AnalysisData` brings its own.
    arm, visit : str
        Label columns of the means.
    panel : str, optional
        What makes panels: a label of the means, or a column of the analysis' visits such as "cause". Default: the label
        of the means that varies beside arm and visit.
    change : bool
        Whether the means are changes from baseline, which start from 0 at time zero.
    smallest_cell : int, optional
        Points of 1 to `smallest_cell - 1` patients are hidden. Default: nothing is.
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
    course = course_of(
        means, plan, arm=arm, visit=visit, panel=panel, is_change=change, smallest_cell=smallest_cell
    )
    with look.context():
        return _draw(course, lay_out_course(course, look), look)


def _draw(course: Course, layout: CourseLayout, look: Look) -> OutcomeFigure:
    margin, muted = look.width.margin, look.theme.muted
    figure = OutcomeFigure(
        look, layout.height, data=course.frame, alt_text=course.alt_text, caption=course.caption
    )
    draw_head(figure, layout.head)
    for place, panel in enumerate(course.panels):
        row, column = divmod(place, layout.n_columns)
        left = margin + layout.left + column * (layout.panel_width + PANEL_GAP)
        _draw_panel(
            figure, course, layout, panel, (left, layout.head.bottom + row * layout.block), column == 0
        )
    figure.write(
        margin,
        layout.head.bottom + ceil(len(course.panels) / layout.n_columns) * layout.block,
        layout.note,
        small=True,
        colour=muted,
    )
    return figure


def _draw_panel(
    figure: OutcomeFigure,
    course: Course,
    layout: CourseLayout,
    panel: str,
    corner: tuple[float, float],
    first: bool,
) -> None:
    left, top = corner
    if panel:
        title = shorten(level_words(panel), layout.panel_width, figure.look.width.text, bold=True)
        figure.write(left, top, title, bold=True)
    axes = figure.panel(left, top + layout.panel_head, layout.panel_width, layout.panel_height)
    _set_scales(axes, layout, first)
    for place, arm in enumerate(course.arms):
        _draw_arm(axes, figure.look, course, layout, (panel, arm), place)
    _write_below(figure, course, layout, panel, (left, top + layout.panel_head + layout.panel_height), first)


def _set_scales(axes: Axes, layout: CourseLayout, first: bool) -> None:
    scale: Scale = layout.scale
    axes.set_xlim(*layout.axis.limits(layout.panel_width, layout.inset))
    axes.set_xticks(layout.axis.positions, labels=[])
    axes.set_ylim(scale.low, scale.high)
    axes.set_yticks(scale.ticks, labels=scale.labels if first else [])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    if scale.low < 0 < scale.high:
        axes.axhline(0, color=axes.xaxis.label.get_color(), linewidth=0.8, zorder=1)


def _draw_arm(
    axes: Axes, look: Look, course: Course, layout: CourseLayout, line: tuple[str, str], place: int
) -> None:
    """Draw one line of one panel; arms stand a few pixels apart so that their intervals can be told apart."""
    rows, style = course.rows(*line), look.series(place)
    low, high = axes.get_xlim()
    shift = (place - (len(course.arms) - 1) / 2) * 7 * (high - low) / layout.panel_width
    at = np.asarray(layout.axis.positions) + shift
    start = [0.0] if course.is_change else []
    seen = at[len(start) :]
    estimate = rows["estimate"].to_numpy(dtype=float)
    axes.plot(at, [*start, *estimate], color=style.colour, linestyle=style.line, label=line[1], zorder=3)
    axes.vlines(seen, rows["conf_low"], rows["conf_high"], color=style.colour, linewidth=1.4, zorder=3)
    axes.plot(
        at,
        [*start, *estimate],
        color=style.colour,
        linestyle="none",
        marker=style.marker,
        markerfacecolor=style.fill,
        markeredgewidth=1.3,
        zorder=4,
    )


def _write_below(
    figure: OutcomeFigure,
    course: Course,
    layout: CourseLayout,
    panel: str,
    corner: tuple[float, float],
    first: bool,
) -> None:
    """Write the visits and, arm by arm, the number of patients under the axis."""
    left, top = corner[0], corner[1] + 8
    size, margin = figure.look.width, figure.look.width.margin
    places = [left + x for x in layout.axis.pixels(layout.panel_width, layout.inset)]
    for x, lines in zip(places, layout.tick_lines):
        figure.write(x, top, lines, align="center")
    if first:
        figure.write(
            left - 8, top, say_term(layout.axis.header), align="right", colour=figure.look.theme.muted
        )
        figure.write(
            margin, top + layout.ticks_height, say("Patients"), small=True, colour=figure.look.theme.muted
        )
    for place, arm in enumerate(course.arms):
        y = top + layout.ticks_height + layout.line * (place + 1)
        if first:
            draw_marker(figure, margin + 5, y + size.text * 0.6, figure.look.series(place))
            name = shorten(arm_name(arm), layout.left - NAME_LEFT - 8, size.text)
            figure.write(margin + NAME_LEFT, y, name)
        for x, (_, row) in zip(places[int(course.is_change) :], course.rows(panel, arm).iterrows()):
            figure.write(x, y, number(row["n_subjects"], 0), align="center")
