"""The tipping map: how much worse missing scores would have to be before the answer changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.errors import ModelError
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.cell_map import Cell, CellMap, lay_out_cell_map
from dnoutcomes.figures.number_text import decimals_for, interval, level_text, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.plan import Plan

_COLUMNS = ("delta_treated", "delta_reference", "estimate", "std_error", "conf_low", "conf_high")


def plot_tipping(
    frame: pd.DataFrame,
    *,
    plan: Plan,
    confidence_level: float | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the effect for every pair of changes to the imputed scores of both arms.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `tipping_point(analysis).frame`: `delta_treated, delta_reference, estimate, std_error, conf_low, conf_high`.
    plan : Plan
        Names the arms and says which way is better.
    confidence_level : float, optional
        Of the intervals in `frame`. Default: the plan's.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has the rows of `frame` with `holds_zero`.

    Raises
    ------
    ModelError
        A column is missing, or a pair of changes is there twice or not at all.
    """
    look = Look.of(width, theme, ax)
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing:
        raise ModelError(
            f"a tipping map needs the columns {', '.join(_COLUMNS)}; missing: {', '.join(missing)}"
        )
    data = frame.assign(holds_zero=(frame["conf_low"] <= 0) & (frame["conf_high"] >= 0))
    if data.duplicated(["delta_treated", "delta_reference"]).any() or (
        len(data) != data["delta_treated"].nunique() * data["delta_reference"].nunique()
    ):
        raise ModelError(
            "a tipping map needs one row for every pair of changes; take tipping_point(analysis).frame"
        )
    return _page(data, plan, confidence_level or plan.confidence_level, look).draw(look)


def _page(data: pd.DataFrame, plan: Plan, level: float, look: Look) -> Page:
    treated = arm_in_words(plan.treated_arm, plan)
    rows = Words(say("Rows: change of missing scores, {arm}", arm=treated), above=6)
    return Page(
        say("What if the missing scores were worse than assumed?"),
        _subtitle(plan, level),
        [_map(data, plan, look), rows],
        data,
        _alt_text(data, plan, level),
        _caption(plan, level),
    )


def _map(data: pd.DataFrame, plan: Plan, look: Look) -> CellMap:
    """Measure the map with as many decimals as the cells have room for."""
    rows, columns = (_by_worsening(data[name], plan) for name in ("delta_treated", "delta_reference"))
    names = [_signed(value) for value in rows], [_signed(value) for value in columns]
    across = say("Change of missing scores, {arm}", arm=arm_in_words(plan.reference_arm, plan))
    for decimals in range(min(decimals_for(float(data["std_error"].median())), 2), -1, -1):
        cells = _cells(data, rows, columns, decimals, plan.instrument.better_sign)
        shown = lay_out_cell_map(*names, cells, look, look.inner, across)
        if shown.holds_its_numbers(look):
            break
    return shown


def _by_worsening(deltas: pd.Series, plan: Plan) -> list[float]:
    """Changes from the one assumed to the worst."""
    return sorted({float(delta) for delta in deltas}, key=lambda delta: plan.instrument.better_sign * -delta)


def _signed(delta: float) -> str:
    return f"+{say_number(delta)}" if delta > 0 else number(delta, 0 if delta == round(delta) else 2)


def _cells(
    data: pd.DataFrame, rows: list[float], columns: list[float], decimals: int, better_sign: int
) -> list[list[Cell]]:
    by_changes = data.set_index(["delta_treated", "delta_reference"])
    strongest = float(data["estimate"].abs().max()) or 1.0

    def cell(treated: float, reference: float) -> Cell:
        effect = by_changes.loc[(treated, reference)]
        return Cell(
            number(effect["estimate"], decimals),
            0.0 if effect["holds_zero"] else abs(effect["estimate"]) / strongest,
            bold=not effect["holds_zero"],
            series=int(better_sign * effect["estimate"] > 0),
        )

    return [[cell(row, column) for column in columns] for row in rows]


def _subtitle(plan: Plan, level: float) -> str:
    return say(
        "Difference {treated} minus {reference} for each change of the missing scores. Bold and shaded: the {level} "
        "interval doesn't hold 0.",
        treated=arm_name(plan.treated_arm),
        reference=arm_name(plan.reference_arm),
        level=level_text(level),
    )


def _alt_text(data: pd.DataFrame, plan: Plan, level: float) -> str:
    decimals = decimals_for(float(data["std_error"].median()))
    ends = [
        data.iloc[int(np.argmin(data["delta_treated"].abs() + data["delta_reference"].abs()))],
        data.iloc[int(np.argmax(data["delta_treated"].abs() - data["delta_reference"].abs()))],
    ]
    said = [
        say(
            "with {change_treated} in {treated} and {change_reference} in {reference} the difference is {difference}",
            change_treated=_signed(row["delta_treated"]),
            treated=arm_name(plan.treated_arm),
            change_reference=_signed(row["delta_reference"]),
            reference=arm_name(plan.reference_arm),
            difference=interval(row["estimate"], row["conf_low"], row["conf_high"], decimals),
        )
        for row in ends
    ]
    return say(
        "Table of {total} differences, one for each change of the missing scores of both arms: {ends}. In {n} of "
        "{total} the {level} interval holds 0.",
        total=number(len(data), 0),
        ends="; ".join(said),
        n=number(data["holds_zero"].sum(), 0),
        level=level_text(level),
    )


def _caption(plan: Plan, level: float) -> str:
    said = say(
        "Difference between arms at the primary visit or the one named in the text, with missing scores of each arm "
        "changed by the amounts at the margins after imputation. {level} intervals.",
        level=level_text(level),
    )
    return f"{said} {say('Population: {population}.', population=say_term(plan.estimand.population))}"
