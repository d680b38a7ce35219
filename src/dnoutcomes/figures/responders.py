"""The cumulative responder figure: which share of each arm improved by at least so much."""

from __future__ import annotations

from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.responders import NON_RESPONDER
from dnoutcomes.figures.arm_words import arm_name
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.key import draw_marker
from dnoutcomes.figures.labels import shorten, text_width, wrap_evenly
from dnoutcomes.figures.number_text import percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.responder_curve import responder_curve
from dnoutcomes.figures.responders_data import Responders
from dnoutcomes.figures.scale import Scale, scale_that_fits
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say

_NAME_LEFT = 15
# As a share of the figure.
_WIDEST_LEFT = 0.4
_PANEL_HEIGHTS = {"wide": 280.0, "narrow": 220.0}


def plot_responders(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    scale: str | None = None,
    missing_as: str = NON_RESPONDER,
    smallest_cell: int | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw, for each arm, the share of patients who improved by at least so much, with the plan's thresholds marked.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    scale : {"percent", "points"}, optional
        Improvement as percent of baseline, or in points. Default: percent where the outcome has a meaningful one.
    missing_as : {"non-responder", "left out"}
        What becomes of patients without a score at the visit; the figure says which.
    smallest_cell : int, optional
        Coarsen the curve until no step of it stands for 1 to `smallest_cell - 1` patients. Default: every patient is a
        step.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` as from `responder_curve`.

    Raises
    ------
    ModelError
        An unknown scale or rule, or a percent of an outcome that has none.

    Notes
    -----
    The bars at the thresholds are Wilson intervals of one share each. They don't compare the arms, and nothing here is
    adjusted: `compare_arms` does that.
    """
    look = Look.of(width, theme, ax)
    plan = analysis.plan
    chosen = scale or ("percent" if plan.instrument.percent_change else "points")
    when = plan.visit(visit or plan.primary_visit).name
    curve = responder_curve(analysis, when, chosen, missing_as, smallest_cell)
    rows = analysis.visits[analysis.visits["visit"] == when]
    undefined = bool((rows["percent_improvement"].isna() & ~(rows["baseline"] > 0)).any())
    figure = Responders(curve, plan, when, chosen, missing_as, smallest_cell is not None, undefined)
    with look.context():
        return _draw(figure, look)


def _draw(shown: Responders, look: Look) -> OutcomeFigure:
    size, line = look.width, look.width.text * LINE_SPACING
    head = lay_out_head(shown.title, shown.subtitle, look, shown.names)
    names = max(text_width(arm_name(arm), size.text) for arm in shown.arms)
    left = size.margin + min(_NAME_LEFT + 9 + names, _WIDEST_LEFT * size.pixels)
    right_gap = 12.0
    panel_width, panel_height = size.pixels - size.margin - right_gap - left, _PANEL_HEIGHTS[size.name]
    below = head.bottom + panel_height + 8 + line
    axis_title = wrap_evenly(shown.axis_title, panel_width, size.text)
    table = below + line * len(axis_title) + 10
    height = (table + 3 * line if shown.thresholds else table) + size.margin
    figure = OutcomeFigure(look, height, data=shown.curve, alt_text=shown.alt_text, caption=shown.caption)
    draw_head(figure, head)
    axes = figure.panel(left, head.bottom, panel_width, panel_height)
    _set_scales(axes, shown, look, panel_width)
    for place, arm in enumerate(shown.arms):
        _draw_arm(axes, shown, look, arm, place, panel_width)
    figure.write(left + panel_width / 2, below, axis_title, align="center")
    if shown.thresholds:
        _write_thresholds(figure, shown, left, panel_width, table)
    return figure


def _set_scales(axes: Axes, shown: Responders, look: Look, panel_width: float) -> None:
    top = float(shown.curve["improvement"].max())
    scale: Scale = scale_that_fits([0.0, top], panel_width, look.width.text, overhang=18, padding=0.0)
    axes.set_xlim(0, top)
    axes.set_xticks(scale.ticks, labels=scale.labels)
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], labels=[percent(share) for share in (0, 0.25, 0.5, 0.75, 1)])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    for threshold in shown.thresholds:
        axes.axvline(threshold, color=look.theme.muted, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)


def _draw_arm(axes: Axes, shown: Responders, look: Look, arm: str, place: int, panel_width: float) -> None:
    """Draw one arm: a step at every patient's improvement, or straight lines between levels that may be shown."""
    rows, style = shown.of(arm), look.series(place)
    axes.plot(
        rows["improvement"],
        rows["share"],
        color=style.colour,
        linestyle=style.line,
        label=arm,
        clip_on=False,
        zorder=2,
        drawstyle="default" if shown.is_coarse else "steps-pre",
    )
    if shown.is_coarse:
        axes.plot(
            rows["improvement"],
            rows["share"],
            color=style.colour,
            linestyle="none",
            marker=".",
            clip_on=False,
        )
    marked = rows[rows["is_threshold"]]
    low, high = axes.get_xlim()
    at = marked["improvement"].to_numpy() + (2 * place - 1) * 4 * (high - low) / panel_width
    axes.vlines(at, marked["conf_low"], marked["conf_high"], color=style.colour, linewidth=1.4, zorder=3)
    axes.plot(
        at,
        marked["share"],
        color=style.colour,
        linestyle="none",
        marker=style.marker,
        markerfacecolor=style.fill,
        markeredgewidth=1.3,
        zorder=4,
    )


def _write_thresholds(
    figure: OutcomeFigure, shown: Responders, left: float, panel_width: float, top: float
) -> None:
    """Write the shares at the plan's thresholds as a small table, with intervals where they fit."""
    size, margin, line = figure.look.width, figure.look.width.margin, figure.look.width.text * LINE_SPACING
    slot = panel_width / len(shown.thresholds)
    full = [shown.share_text(arm, value, True) for arm in shown.arms for value in shown.thresholds]
    with_interval = max(text_width(text, size.text) for text in full) < slot - 10
    figure.write(margin, top, say("At least"), small=True, colour=figure.look.theme.muted)
    for column, (value, label) in enumerate(shown.thresholds.items()):
        middle = left + (column + 0.5) * slot
        figure.write(
            middle,
            top,
            shorten(label, slot - 6, size.small),
            align="center",
            small=True,
            colour=figure.look.theme.muted,
        )
        for place, arm in enumerate(shown.arms):
            y = top + line * (place + 1)
            figure.write(middle, y, shown.share_text(arm, value, with_interval), align="center")
    for place, arm in enumerate(shown.arms):
        y = top + line * (place + 1)
        draw_marker(figure, margin + 5, y + size.text * 0.6, figure.look.series(place))
        name = shorten(arm_name(arm), left - margin - _NAME_LEFT - 8, size.text)
        figure.write(margin + _NAME_LEFT, y, name)
