"""Positivity: where the arms' propensity scores lie, and where one arm has nobody to compare with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say
from dnoutcomes.weighting import Propensity

_BINS = 20
_HEIGHT = 130.0
_HIDDEN_HEIGHT = 0.08


def plot_positivity(
    score: Propensity,
    *,
    smallest_cell: int | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the distribution of the propensity score in both arms, one up and one down.

    Parameters
    ----------
    score : Propensity
        From `propensity(analysis)` or `weighting.propensity`.
    smallest_cell : int, optional
        Bins of 1 to `smallest_cell - 1` patients of an arm are hidden, and as many more as keep their number from
        following by subtraction. Default: nothing is.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per arm and bin: `arm, low, high, n, share` (of the arm), `hidden`; a hidden bin has NaN in
        `n` and `share`.

    Notes
    -----
    Where one arm has bars and the other none, no patient can be compared: weights there rest on the model alone.

    Hidden bins are marked at one height, so that they aren't taken for empty ones. Together they hold at least
    `smallest_cell` patients of the arm, in at least two bins; where small groups are hidden, the text gives quartiles
    of the score instead of the lowest and the highest one, which belong to single patients.
    """
    look = Look.of(width, theme, ax)
    table = score.positivity()
    data = _hide(_bins(score), smallest_cell)
    with look.context():
        return _draw(data, table, smallest_cell, look)


def _bins(score: Propensity) -> pd.DataFrame:
    edges = np.linspace(0, 1, _BINS + 1)
    rows = []
    for level, arm in ((score.arms.reference, 0), (score.arms.treated, 1)):
        counts, _ = np.histogram(score.model.fitted[score.fitted.treated == arm], edges)
        rows.append(
            pd.DataFrame(
                {
                    "arm": level,
                    "low": edges[:-1],
                    "high": edges[1:],
                    "n": counts,
                    "share": counts / counts.sum(),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def _hide(bins: pd.DataFrame, smallest_cell: int | None) -> pd.DataFrame:
    """Blank the bins of few patients, and the next smallest until what is hidden can't be had by subtraction."""
    hidden = pd.Series(False, index=bins.index)
    for _, own in bins.groupby("arm", sort=False, observed=True):
        filled = own.loc[own["n"] > 0, "n"].sort_values(kind="stable")
        if smallest_cell is None or filled.iloc[0] >= smallest_cell:
            continue
        place = np.arange(1, len(filled) + 1)
        enough = (filled.cumsum().to_numpy() >= smallest_cell) & (place >= 2)
        needed = int(np.argmax(enough)) + 1 if enough.any() else len(filled)
        hidden[filled.index[: max(needed, int((filled < smallest_cell).sum()))]] = True
    return bins.assign(n=bins["n"].mask(hidden), share=bins["share"].mask(hidden), hidden=hidden)


def _draw(data: pd.DataFrame, table: pd.DataFrame, smallest_cell: int | None, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    names = [arm_in_words(str(arm)) for arm in table["arm"]]
    subtitle = say(
        "Share of each arm by its chance of the treated arm. Where only one has bars, nobody can be compared."
    )
    head = lay_out_head(say("Could every patient have had either treatment?"), subtitle, look, names)
    height = head.bottom + 2 * _HEIGHT + 8 + 2.4 * line + margin
    caption = _caption(table, smallest_cell, bool(data["hidden"].any()))
    figure = OutcomeFigure(look, height, data=data, alt_text=_words(table, smallest_cell), caption=caption)
    draw_head(figure, head)
    inner = look.width.pixels - 2 * margin
    axes = figure.panel(margin + 6, head.bottom, inner - 12, 2 * _HEIGHT)
    _draw_bars(axes, data, table, look)
    below = head.bottom + 2 * _HEIGHT + 10 + line
    figure.write(margin + inner / 2, below, say("Propensity score"), align="center")
    return figure


def _draw_bars(axes: Axes, data: pd.DataFrame, table: pd.DataFrame, look: Look) -> None:
    highest = float(data["share"].max())
    reach = 1.05 * highest if highest > 0 else 1.0
    for place, (arm, sign) in enumerate(zip(table["arm"], (-1, 1))):
        everywhere, style = data[data["arm"] == arm], look.series(place)
        own, hidden = everywhere[~everywhere["hidden"]], everywhere[everywhere["hidden"]]
        axes.bar(
            hidden["low"], sign * _HIDDEN_HEIGHT * reach, width=1 / _BINS, align="edge", color="none", hatch="////",
            linewidth=0.6, edgecolor=look.theme.muted, zorder=2,
        )  # fmt: skip
        axes.bar(
            own["low"], sign * own["share"], width=1 / _BINS, align="edge", color=style.colour, linewidth=0.6,
            edgecolor=look.theme.paper, label=str(arm), zorder=2,
        )  # fmt: skip
    axes.axhline(0, color=look.theme.ink, linewidth=0.9, zorder=3)
    axes.set_xlim(0, 1)
    axes.set_ylim(-reach, reach)
    axes.set_yticks([])
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0] if not look.is_narrow else [0.0, 0.5, 1.0]
    axes.set_xticks(ticks, labels=[number(tick, 2 if not look.is_narrow else 1) for tick in ticks])
    axes.spines["left"].set_visible(False)


def _words(table: pd.DataFrame, smallest_cell: int | None) -> str:
    rows = "; ".join(_arm_in_words(row, smallest_cell) for row in table.itertuples())
    return say("Histograms of the propensity score, the chance of the treated arm: {rows}.", rows=rows)


def _arm_in_words(row: Any, smallest_cell: int | None) -> str:
    parts = {
        "arm": arm_name(str(row.arm)),
        "median": number(row.median, 2),
        "share": _outside(row, smallest_cell),
    }
    if smallest_cell is None:
        return say(
            "{arm} {low} to {high}, median {median}, {share} beyond the other arm",
            low=number(row.minimum, 2),
            high=number(row.maximum, 2),
            **parts,
        )
    return say(
        "{arm} quartiles {low} and {high}, median {median}, {share} beyond the other arm",
        low=number(row.lower_quartile, 2),
        high=number(row.upper_quartile, 2),
        **parts,
    )


def _outside(row: Any, smallest_cell: int | None) -> str:
    """Share of an arm beyond the other arm's scores, unless it or its complement stands for few patients."""
    few = round(row.share_outside * row.n)
    if smallest_cell is not None and (0 < few < smallest_cell or 0 < row.n - few < smallest_cell):
        return say("an undisclosed part")
    return percent(row.share_outside)


def _caption(table: pd.DataFrame, smallest_cell: int | None, any_hidden: bool) -> str:
    outside = [
        say("{share} of {arm}", share=_outside(row, smallest_cell), arm=arm_name(str(row.arm)))
        for row in table.itertuples()
    ]
    said = say(
        "Propensity scores of {n} patients by arm. Beyond the range of the other arm's scores: {shares}. Overlap "
        "weights give such patients little weight, inverse probability weights much.",
        n=number(table["n"].sum(), 0),
        shares="; ".join(outside),
    )
    if not any_hidden:
        return said
    marks = say(
        "Hatched: hidden, as fewer than {least} patients of the arm have such a score, or so that such a number can't "
        "be worked out from the rest.",
        least=smallest_cell,
    )
    return f"{said} {marks}"
