"""Tables of counts as they may leave the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import patient_flow, table_one
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, Key, ProtectedCounts, State
from dnoutcomes.disclosure.gate import Rule, pass_gate
from dnoutcomes.report.facts.release import decimals_of


def released_flow(analysis: AnalysisData, counts: ProtectedCounts) -> pd.DataFrame:
    """Patient flow with what is hidden taken out.

    Returns
    -------
    pandas.DataFrame
        Rows of `patient_flow`; `n_patients` is NaN where it may not be shown, `state` says why, and `n_shown` is what
        may be printed (`ShownCount`).
    """
    flow = patient_flow(analysis)
    passed = pass_gate(flow, lambda row: (_flow_key(row),), counts, Rule(("n_patients",)))
    # A number of patients says itself, and where it is small, that it is.
    shown = [counts.shown(_flow_key(row)) for _, row in flow.iterrows()]
    return passed.assign(n_shown=shown)


def _flow_key(row: pd.Series) -> Key:
    return tuple(part for part in (row["stage"], row["visit"], row["reason"], row["arm"]) if part)


def released_case_mix(analysis: AnalysisData, counts: ProtectedCounts) -> pd.DataFrame:
    """Table one with what is hidden taken out.

    Returns
    -------
    pandas.DataFrame
        Rows of `table_one`. Where a count of an arm may not be shown, its number, share and the standardised difference
        are NaN; means stay unless the arm itself is small. `<arm>_shown` is the `ShownCount`; `<arm>_state` says of the
        share or mean, and `smd_state` of the difference, whether it is shown, and else why not.
    """
    table = table_one(analysis).astype({"level": "object"})
    arms = list(analysis.patients["arm"].cat.categories)
    states: dict[str, list[State]] = {}
    is_level = table["kind"] == "n (%)"
    for arm in arms:
        numbers = (f"{arm}_value", f"{arm}_n", f"{arm}_spread", "smd")
        key_of = partial(_case_mix_key, arm=arm)
        shown = [counts.shown(*key_of(row)) for _, row in table.iterrows()]
        passed = [
            pass_gate(table[is_level], key_of, counts, Rule(numbers)),
            pass_gate(table[~is_level], key_of, counts, Rule(numbers, partial(_coarser, numbers=numbers))),
        ]
        table = pd.concat([rows for rows in passed if len(rows)]).loc[table.index]
        states[arm] = list(table["state"])
        table = table.drop(columns=["state", "n_shown"]).assign(**{f"{arm}_shown": shown})
    of_both = [
        next((state for state in row if state in NOT_TO_BE_SHOWN), _state_of(smd))
        for *row, smd in zip(*states.values(), table["smd"])
    ]
    return table.assign(
        **{f"{arm}_state": column for arm, column in states.items()},
        smd_state=of_both,
    )


def _case_mix_key(row: pd.Series, arm: str) -> tuple[Key]:
    if row["kind"] == "n (%)":
        return (("level", row["characteristic"], row["level"], arm),)
    return (("recorded", row["characteristic"], arm),)


def _coarser(values: Mapping[str, Any], fewest: int, numbers: tuple[str, ...]) -> dict[str, float]:
    """A mean of whole numbers with more digits gives the number of patients away."""
    value, n, *others = numbers
    decimals = min(2, decimals_of(fewest))
    return {name: float(np.round(float(values[name]), decimals)) for name in (value, *others)} | {n: np.nan}


def _state_of(number: float) -> State:
    return State.SHOWN if np.isfinite(number) else State.NOT_ESTIMABLE
