"""The cumulative responder figure: which share of each arm improved by at least so much."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.responder_curve import ResponderCurve, responder_curve
from dnoutcomes.figures.arm import Arm
from dnoutcomes.figures.labels import shorten, text_width
from dnoutcomes.figures.marks import intervals, joined, level, points
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.panels import Grid, Panel, Panels, Row, name_room
from dnoutcomes.figures.responders_data import Responders
from dnoutcomes.figures.scale import scale_that_fits, share_scale
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say

# Distance between the bars of the arms at a threshold, in pixels.
_APART = 8


def plot_responders(
    responders: AnalysisData | ResponderCurve,
    *,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw, for each arm, the share of patients who improved by at least so much, with the plan's thresholds marked.

    Parameters
    ----------
    responders : AnalysisData or ResponderCurve
        The analysis, of which every patient is a step at the primary visit; or a curve from `compare.responder_curve`,
        of another visit, scale or rule for missing scores, or of what may be shown: dots mark the levels that it has.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` is the curve's frame.

    Notes
    -----
    The bars at the thresholds are Wilson intervals of one share each. They don't compare the arms, and nothing here is
    adjusted: `compare_arms` does that.
    """
    look = Look.of(width, theme, ax)
    curve = responders if isinstance(responders, ResponderCurve) else responder_curve(responders)
    return _page(Responders(curve), look).draw(look)


def _page(shown: Responders, look: Look) -> Page:
    arms = shown.arms(look)
    grid = Grid(look, 1, name_room(look, [arm.short for arm in arms]), right=12.0)
    top = float(shown.curve.frame["improvement"].max())
    across = replace(
        scale_that_fits([0.0, top], grid.width, look.width.text, overhang=18, padding=0.0), low=0.0, high=top
    )
    slot = grid.width / max(len(shown.thresholds), 1)

    def draw(axes: Axes) -> None:
        for threshold in shown.thresholds:
            level(axes, look, threshold, upright=True, dotted=True)
        for arm, shift in zip(arms, across.shifts(len(arms), _APART, grid.width)):
            _draw_arm(axes, shown, arm, shift)

    panel = Panel(
        draw,
        across,
        share_scale(),
        axis_title=shown.axis_title,
        columns=[(place + 0.5) * slot for place in range(len(shown.thresholds))],
        rows=_rows(shown, arms, slot, look) if shown.thresholds else [],
    )
    return Page(
        shown.title,
        shown.subtitle,
        [Panels(grid, [panel], (280.0, 220.0))],
        shown.curve.frame,
        shown.alt_text,
        shown.caption,
        [arm.key for arm in arms],
    )


def _draw_arm(axes: Axes, shown: Responders, arm: Arm, shift: float) -> None:
    """Draw one arm: a step at every patient's improvement, or straight lines between levels that may be shown."""
    rows = shown.of(arm.name)
    joined(
        axes,
        arm.style,
        rows["improvement"],
        rows["share"],
        arm.name,
        steps=not shown.curve.is_coarse,
        clip_on=False,
        zorder=2,
    )
    if shown.curve.is_coarse:
        points(axes, arm.style, rows["improvement"], rows["share"], marker=".", clip_on=False)
    marked = rows[rows["is_threshold"]]
    at = marked["improvement"].to_numpy() + shift
    intervals(axes, arm.style, at, marked["conf_low"], marked["conf_high"])
    points(axes, arm.style, at, marked["share"])


def _rows(shown: Responders, arms: list[Arm], slot: float, look: Look) -> list[Row]:
    """The shares at the plan's thresholds as a small table, with intervals where they fit."""
    size = look.width
    whole = [shown.share_text(arm.name, value, True) for arm in arms for value in shown.thresholds]
    fits = max(text_width(text, size.text) for text in whole) < slot - 10
    labels = [[shorten(label, slot - 6, size.small)] for label in shown.thresholds.values()]
    shares = [
        Row([[shown.share_text(arm.name, value, fits)] for value in shown.thresholds], arm=arm)
        for arm in arms
    ]
    return [Row(labels, say("At least"), small=True), *shares]
