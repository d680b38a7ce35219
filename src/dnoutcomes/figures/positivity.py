"""Positivity: where the arms' propensity scores lie, and where one arm has nobody to compare with."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.marks import histogram, level
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.panels import Grid, Panel, Panels
from dnoutcomes.figures.scale import Scale
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say
from dnoutcomes.plan import Plan
from dnoutcomes.weighting import Propensity

_EDGES: list[float] = np.linspace(0, 1, 21).tolist()


def plot_positivity(
    score: Propensity,
    *,
    plan: Plan | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the distribution of the propensity score in both arms, one up and one down.

    Parameters
    ----------
    score : Propensity
        From `propensity(analysis)` or `weighting.propensity`.
    plan : Plan, optional
        Says what the arms are called. Default: their names, the package's own in its words.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per arm and bin: `arm, low, high, n, share` (of the arm).

    Notes
    -----
    Where one arm has bars and the other none, no patient can be compared: weights there rest on the model alone.
    """
    look = Look.of(width, theme, ax)
    table = score.positivity()
    data = _bins(score)
    arms = arms_of([score.arms.reference, score.arms.treated], look, plan)
    return _page(data, table, arms, look).draw(look)


def _bins(score: Propensity) -> pd.DataFrame:
    bins = pd.DataFrame({"arm": "", "low": _EDGES[:-1], "high": _EDGES[1:]})
    parts = []
    for name, treated in ((score.arms.reference, 0), (score.arms.treated, 1)):
        counts, _ = np.histogram(score.model.fitted[score.fitted.treated == treated], _EDGES)
        parts.append(bins.assign(arm=name, n=counts, share=counts / counts.sum()))
    return pd.concat(parts, ignore_index=True)


def _page(data: pd.DataFrame, table: pd.DataFrame, arms: list[Arm], look: Look) -> Page:
    grid = Grid(look, 1, 6.0, right=6.0)
    ticks = (0.0, 0.5, 1.0) if look.is_narrow else (0.0, 0.25, 0.5, 0.75, 1.0)
    across = Scale(0.0, 1.0, ticks, tuple(number(tick, 1 if look.is_narrow else 2) for tick in ticks))
    reach = 1.05 * float(data["share"].max())
    up = Scale(-reach, reach, (), ())
    panel = Panel(
        lambda axes: _draw_bars(axes, data, arms, look), across, up, axis_title=say("Propensity score")
    )
    return Page(
        say("Could every patient have had either treatment?"),
        say(
            "Share of each arm by its chance of the treated arm. Where only one has bars, nobody can be compared."
        ),
        [Panels(grid, [panel], (260.0, 260.0))],
        data,
        _alt_text(table, arms),
        _caption(table, arms),
        [arm.key for arm in arms],
    )


def _draw_bars(axes: Axes, data: pd.DataFrame, arms: list[Arm], look: Look) -> None:
    """Histograms of shares: the reference arm down, the treated one up."""
    for arm, sign in zip(arms, (-1, 1)):
        shares = data.loc[data["arm"] == arm.name, "share"].to_numpy()
        histogram(axes, look, arm.style, _EDGES, sign * shares, arm.name)
    level(axes, look)


def _alt_text(table: pd.DataFrame, arms: list[Arm]) -> str:
    rows = [
        say(
            "{arm} {low} to {high}, median {median}, {share} beyond the other arm",
            arm=arm.short,
            low=number(row["minimum"], 2),
            high=number(row["maximum"], 2),
            median=number(row["median"], 2),
            share=percent(row["share_outside"]),
        )
        for arm, row in _rows_of(table, arms)
    ]
    return say(
        "Histograms of the propensity score, the chance of the treated arm: {rows}.", rows="; ".join(rows)
    )


def _caption(table: pd.DataFrame, arms: list[Arm]) -> str:
    outside = [
        say("{share} of {arm}", share=percent(row["share_outside"]), arm=arm.short)
        for arm, row in _rows_of(table, arms)
    ]
    return say(
        "Propensity scores of {n} patients by arm. Beyond the range of the other arm's scores: {shares}. Overlap "
        "weights give such patients little weight, inverse probability weights much.",
        n=number(table["n"].sum(), 0),
        shares="; ".join(outside),
    )


def _rows_of(table: pd.DataFrame, arms: list[Arm]) -> list[tuple[Arm, pd.Series]]:
    by_arm = table.set_index(table["arm"].astype(str))
    return [(arm, by_arm.loc[arm.name]) for arm in arms]
