"""Positivity: where the arms' propensity scores lie, and where one arm has nobody to compare with."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.weighting import Propensity

_BINS = 20
_HEIGHT = 130.0


def plot_positivity(score: Propensity, *, width: str = "wide", theme: str = "light") -> OutcomeFigure:
    """Draw the distribution of the propensity score in both arms, one up and one down.

    Parameters
    ----------
    score : Propensity
        From `propensity(analysis)` or `weighting.propensity`.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}

    Returns
    -------
    OutcomeFigure
        `data` has one row per arm and bin: `arm, low, high, n, share` (of the arm).

    Notes
    -----
    Where one arm has bars and the other none, no patient can be compared: weights there rest on the model alone.
    """
    look = Look.of(width, theme)
    table = score.positivity()
    data = _bins(score)
    with look.context():
        return _draw(data, table, look)


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


def _draw(data: pd.DataFrame, table: pd.DataFrame, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    names = [arm_in_words(str(arm)) for arm in table["arm"]]
    subtitle = (
        "Share of each arm by its chance of the treated arm. Where only one has bars, nobody can be compared."
    )
    head = lay_out_head("Could every patient have had either treatment?", subtitle, look, names)
    height = head.bottom + 2 * _HEIGHT + 8 + 2.4 * line + margin
    figure = OutcomeFigure(look, height, data=data, alt_text=_words(table), caption=_caption(table))
    draw_head(figure, head)
    inner = look.width.pixels - 2 * margin
    axes = figure.panel(margin + 6, head.bottom, inner - 12, 2 * _HEIGHT)
    _draw_bars(axes, data, table, look)
    figure.write(
        margin + inner / 2, head.bottom + 2 * _HEIGHT + 10 + line, "Propensity score", align="center"
    )
    return figure


def _draw_bars(axes: Axes, data: pd.DataFrame, table: pd.DataFrame, look: Look) -> None:
    for place, (arm, sign) in enumerate(zip(table["arm"], (-1, 1))):
        own, style = data[data["arm"] == arm], look.series(place)
        axes.bar(
            own["low"], sign * own["share"], width=1 / _BINS, align="edge", color=style.colour, linewidth=0.6,
            edgecolor=look.theme.paper, label=str(arm), zorder=2,
        )  # fmt: skip
    axes.axhline(0, color=look.theme.ink, linewidth=0.9, zorder=3)
    axes.set_xlim(0, 1)
    reach = 1.05 * float(data["share"].max())
    axes.set_ylim(-reach, reach)
    axes.set_yticks([])
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0] if not look.is_narrow else [0.0, 0.5, 1.0]
    axes.set_xticks(ticks, labels=[number(tick, 2 if not look.is_narrow else 1) for tick in ticks])
    axes.spines["left"].set_visible(False)


def _words(table: pd.DataFrame) -> str:
    rows = [
        f"{row.arm} {number(row.minimum, 2)} to {number(row.maximum, 2)}, median {number(row.median, 2)}, "
        f"{percent(row.share_outside)} beyond the other arm"
        for row in table.itertuples()
    ]
    return f"Histograms of the propensity score, the chance of the treated arm: {'; '.join(rows)}."


def _caption(table: pd.DataFrame) -> str:
    outside = "; ".join(f"{percent(row.share_outside)} of {row.arm}" for row in table.itertuples())
    return (
        f"Propensity scores of {int(table['n'].sum())} patients by arm. Beyond the range of the other arm's scores: "
        f"{outside}. Overlap weights give such patients little weight, inverse probability weights much."
    )
