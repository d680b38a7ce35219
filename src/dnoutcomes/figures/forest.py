"""The forest: effects by cause with the overall effect and the one test of whether they differ."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.figures.forest_data import Forest, forest_of
from dnoutcomes.figures.marked_rows import MarkedRow, MarkedRows
from dnoutcomes.figures.marks import diamond, effect, level
from dnoutcomes.figures.number_text import level_text, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.scale import Scale, scale_that_fits
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say
from dnoutcomes.plan import Plan

_HALF_DIAMOND = 6.0
_LARGEST_SQUARE, _SMALLEST_SQUARE = 9.0, 4.0


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
    return forest_page(forest_of(effects, overall, interaction, plan, by), look).draw(look)


def forest_page(forest: Forest, look: Look) -> Page:
    """Lay out a forest: names, numbers of patients and intervals beside the marks, or above them on a phone."""
    by = forest.by[:1].upper() + forest.by[1:]
    heads = (say("{by}, patients", by=by), "") if look.is_narrow else (by, say("Patients"))
    difference = say("Difference ({level} interval)", level=level_text(forest.confidence_level))
    table = MarkedRows(
        _rows(forest, look),
        partial(_draw_effects, forest.frame, look),
        partial(_scale, forest.frame, look),
        (*heads, difference),
        ends=forest.favours,
        below=True,
        most=0.275,
    )
    test = Words(forest.test, small=False, above=8)
    return Page(forest.title, forest.subtitle, [table, test], forest.frame, forest.alt_text, forest.caption)


def _rows(forest: Forest, look: Look) -> list[MarkedRow]:
    """Name the rows; on a phone with the number of patients, which has a column of its own on a page."""
    rows: list[MarkedRow] = []
    for name, row in zip(forest.names, forest.frame.to_dict("records")):
        count, overall = number(row["n_subjects"], 0), bool(row["is_overall"])
        if look.is_narrow:
            name, count = f"{name}, {count}" if np.isfinite(row["n_subjects"]) else name, ""
        parted = overall and bool(rows) and not rows[-1].bold
        marked = bool(np.isfinite(row["estimate"]))
        rows.append(MarkedRow(name, count, row["text"], is_marked=marked, bold=overall, parted=parted))
    return rows


def _draw_effects(frame: pd.DataFrame, look: Look, axes: Axes, at: np.ndarray, reach: np.ndarray) -> None:
    """Draw zero and the first overall effect behind every row, and its square or its diamond."""
    rows = (at - reach)[reach > 0], (at + reach)[reach > 0]
    level(axes, look, upright=True, rows=rows)
    for overall in frame.loc[frame["is_overall"], "estimate"].dropna().iloc[:1]:
        level(axes, look, overall, upright=True, dotted=True, rows=rows)
    # The area of a square goes with the precision of its estimate.
    sizes = (_LARGEST_SQUARE * frame["std_error"].min() / frame["std_error"]).clip(lower=_SMALLEST_SQUARE)
    for row, y, size in zip(frame.to_dict("records"), at, sizes):
        estimate, ends = row["estimate"], (row["conf_low"], row["conf_high"])
        if np.isfinite(estimate) and row["is_overall"]:
            diamond(axes, look.theme.ink, ends[0], estimate, ends[1], y, _HALF_DIAMOND)
        elif np.isfinite(estimate):
            effect(axes, look.series(1).colour, ends, estimate, y, size=size)


def _scale(frame: pd.DataFrame, look: Look, pixels: float) -> Scale:
    """Choose an axis on which one very wide interval doesn't squeeze the others: it's cut and gets an arrow."""
    frame = frame[frame["estimate"].notna()]
    overall = frame.loc[frame["is_overall"], ["conf_low", "conf_high"]].to_numpy().ravel()
    core = np.concatenate([[0.0], frame["estimate"], overall])
    ends = frame[["conf_low", "conf_high"]].to_numpy().ravel()
    ends = ends[np.isfinite(ends)]
    typical = float(np.median(np.abs(ends))) if len(ends) else 1.0
    reach = max(float(np.abs(core).max()) * 1.3, 3.5 * typical)
    return scale_that_fits([*core, *np.clip(ends, -reach, reach)], pixels, look.width.text, overhang=6)
