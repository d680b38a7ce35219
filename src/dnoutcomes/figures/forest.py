"""The forest: effects by cause with the overall effect and the one test of whether they differ."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.figures.forest_data import Forest, forest_of
from dnoutcomes.figures.forest_layout import ForestLayout, lay_out_forest
from dnoutcomes.figures.head import draw_head
from dnoutcomes.figures.marks import diamond, effect
from dnoutcomes.figures.number_text import level_text, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say
from dnoutcomes.plan import Plan

_HALF_DIAMOND = 6.0
_HALF_STRIP = 10.0
_LARGEST_SQUARE = 9.0
_SMALLEST_SQUARE = 4.0


def plot_forest(
    effects: Estimates,
    *,
    overall: Estimates | None = None,
    interaction: JointTest | None = None,
    plan: Plan | None = None,
    by: str | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw effects by cause, the overall effect below them, and the one test of whether they differ.

    Parameters
    ----------
    effects : Estimates
        One row per cause: contrasts of LS means at one visit, or the result of `compare_arms`, of which the adjusted
        differences are drawn, its overall rows as such.
    overall : Estimates, optional
        Overall effects from elsewhere, one diamond per row.
    interaction : JointTest, optional
        The test of arm by cause; by default the one that `compare_arms` found. No p-value of a single cause is ever
        shown: whether causes differ is one question.
    plan : Plan, optional
        Names the outcome and the arms and says which side is better.
    by : str, optional
        Label column of the groups. Default: the label that varies.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per group and overall effect.

    Raises
    ------
    ModelError
        The effects don't have one row per group.

    Notes
    -----
    The area of a square is proportional to 1 / standard error squared, with a smallest size. An interval that reaches
    far beyond the others is cut at the edge with an arrow; the numbers beside it are whole.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "cause": ["diabetic", "idiopathic"], "estimate": [-1.02, -0.61], "std_error": [0.21, 0.3],
    ...     "conf_low": [-1.43, -1.2], "conf_high": [-0.61, -0.02], "n_subjects": [182.0, 86.0]})
    >>> figure = plot_forest(Estimates(frame), plan=Plan())
    >>> figure.data["text"].tolist()
    ['−1.02 (−1.43 to −0.61)', '−0.61 (−1.20 to −0.02)']
    """
    look = Look.of(width, theme, ax)
    forest = forest_of(effects, overall, interaction, plan, by)
    return draw_forest(forest, look)


def draw_forest(forest: Forest, look: Look) -> OutcomeFigure:
    """Draw what was arranged as a forest."""
    with look.context():
        return _draw(forest, lay_out_forest(forest, look), look)


def _draw(forest: Forest, layout: ForestLayout, look: Look) -> OutcomeFigure:
    figure = OutcomeFigure(
        look, layout.height, data=forest.frame, alt_text=forest.alt_text, caption=forest.caption
    )
    draw_head(figure, layout.head)
    _write_heads(figure, forest, layout)
    axes = figure.panel(layout.plot_left, layout.rows_top, layout.plot_width, layout.rows_height)
    _set_scales(axes, layout)
    overall = forest.frame.loc[forest.frame["is_overall"], "estimate"].dropna()
    sizes = _square_sizes(forest.frame["std_error"])
    for place, row in enumerate(forest.frame.to_dict("records")):
        _write_row(figure, layout, row, place)
        if np.isfinite(row["estimate"]) or not look.is_narrow:
            _draw_lines(axes, look, layout, overall, place)
        if np.isfinite(row["estimate"]):
            _draw_effect(axes, look, layout, row, (layout.marks[place], sizes[place]))
    if layout.rule_at >= 0:
        _draw_rule(figure, layout, layout.rows_top + layout.rule_at)
    _write_below(figure, layout)
    return figure


def _square_sizes(std_error: pd.Series) -> list[float]:
    """Sides of the squares in points: areas go with the precision of the estimates."""
    share = std_error.min() / std_error
    return [max(_SMALLEST_SQUARE, _LARGEST_SQUARE * float(value)) for value in share.fillna(0.0)]


def _write_heads(figure: OutcomeFigure, forest: Forest, layout: ForestLayout) -> None:
    muted, top = figure.look.theme.muted, layout.head.bottom + 4
    by = forest.by_in_words[:1].upper() + forest.by_in_words[1:]
    difference = say("Difference ({level} interval)", level=level_text(forest.confidence_level))
    if figure.look.is_narrow:
        figure.write(layout.margin, top, say("{by}, patients", by=by), small=True, colour=muted)
    else:
        figure.write(layout.margin, top, by, small=True, colour=muted)
        figure.write(layout.count_right, top, say("Patients"), align="right", small=True, colour=muted)
    figure.write(layout.text_right, top, difference, align="right", small=True, colour=muted)
    _draw_rule(figure, layout, layout.rows_top - 2)


def _draw_rule(figure: OutcomeFigure, layout: ForestLayout, y: float) -> None:
    ends = [layout.margin, layout.text_right]
    figure.add_artist(
        Line2D(ends, [y, y], color=figure.look.theme.rule, linewidth=0.8, transform=figure.pixels)
    )


def _set_scales(axes: Axes, layout: ForestLayout) -> None:
    axes.set_xlim(layout.scale.low, layout.scale.high)
    axes.set_ylim(layout.rows_height, 0)
    axes.set_xticks(layout.scale.ticks, labels=layout.scale.labels)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.patch.set_visible(False)


def _write_row(figure: OutcomeFigure, layout: ForestLayout, row: dict[Hashable, Any], place: int) -> None:
    names, bold = layout.names[place], bool(row["is_overall"])
    top = name_top = layout.rows_top + layout.row_tops[place] + 1
    if not figure.look.is_narrow:
        name_top += (layout.row_heights[place] - layout.line * len(names)) / 2
        top += (layout.row_heights[place] - layout.line) / 2
        figure.write(layout.count_right, top, number(row["n_subjects"], 0), align="right", bold=bold)
    colour = None if np.isfinite(row["estimate"]) else figure.look.theme.muted
    figure.write(layout.margin, name_top, names, bold=bold)
    figure.write(layout.text_right, top, row["text"], align="right", bold=bold, colour=colour)


def _draw_lines(axes: Axes, look: Look, layout: ForestLayout, overall: pd.Series, place: int) -> None:
    """Draw zero and the first overall effect behind a row: over its height on a page, behind its mark on a phone."""
    top, bottom = layout.row_tops[place], layout.row_tops[place] + layout.row_heights[place]
    if look.is_narrow:
        top, bottom = layout.marks[place] - _HALF_STRIP, layout.marks[place] + _HALF_STRIP
    axes.vlines(0, top, bottom, color=look.theme.ink, linewidth=0.9, zorder=1)
    if len(overall):
        axes.vlines(
            overall.iloc[0],
            top,
            bottom,
            color=look.theme.muted,
            linewidth=0.9,
            linestyle=(0, (1, 2)),
            zorder=1,
        )


def _draw_effect(
    axes: Axes, look: Look, layout: ForestLayout, row: dict[Hashable, Any], mark: tuple[float, float]
) -> None:
    """Draw a square with its interval, or a diamond from one end of the interval to the other."""
    y, size = mark
    low, estimate, high = row["conf_low"], row["estimate"], row["conf_high"]
    if row["is_overall"]:
        diamond(axes, look.theme.ink, low, estimate, high, y, _HALF_DIAMOND)
    else:
        effect(axes, look.series(1).colour, (low, high), estimate, y, size=size, scale=layout.scale)


def _write_below(figure: OutcomeFigure, layout: ForestLayout) -> None:
    left, right = layout.favours
    muted = figure.look.theme.muted
    figure.write(layout.plot_left, layout.favours_top, left, small=True, colour=muted)
    figure.write(
        layout.plot_left + layout.plot_width,
        layout.favours_top,
        right,
        align="right",
        small=True,
        colour=muted,
    )
    figure.write(layout.margin, layout.test_top, layout.test)
