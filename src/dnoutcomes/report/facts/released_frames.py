"""Tables of counts as they may leave the clinic."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import patient_flow, table_one
from dnoutcomes.disclosure import Key, ProtectedCounts, ShownCount, State
from dnoutcomes.report.facts.release import decimals_for

#: States of numbers that somebody hid.
NOT_TO_BE_SHOWN = (State.HIDDEN, State.WITHHELD)


def released_flow(analysis: AnalysisData, counts: ProtectedCounts) -> pd.DataFrame:
    """Patient flow with what is hidden taken out.

    Returns
    -------
    pandas.DataFrame
        Rows of `patient_flow`; `n_patients` is NaN where it may not be shown, `n_shown` the `ShownCount`,
        `hidden` says whether it isn't the number itself.
    """
    flow = patient_flow(analysis)
    keys = [_flow_key(row.stage, row.visit, row.reason, row.arm) for row in flow.itertuples()]
    return flow.assign(
        n_patients=[np.nan if counts.value(key) is None else float(counts.value(key) or 0) for key in keys],
        n_shown=[counts.shown(key) for key in keys],
        hidden=[not counts.is_shown(key) for key in keys],
    )


def _flow_key(stage: str, visit: str, reason: str, arm: str) -> Key:
    return tuple(part for part in (stage, visit, reason, arm) if part)


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
    shown: dict[str, list[ShownCount]] = {arm: [] for arm in arms}
    states: dict[str, list[State]] = {arm: [] for arm in arms}
    for index, row in table.iterrows():
        is_level = row["kind"] == "n (%)"
        for arm in arms:
            key = (("level", row["characteristic"], row["level"], arm) if is_level
                   else ("recorded", row["characteristic"], arm))  # fmt: skip
            shown[arm].append(counts.shown(key))
            lost = not counts.is_shown(key) if is_level else counts.is_small(key)
            if not counts.is_shown(key):
                table.loc[index, f"{arm}_n"] = np.nan
            states[arm].append(counts.state(key) if lost else _state_of(row[f"{arm}_value"]))
            if lost:
                table.loc[index, [f"{arm}_value", f"{arm}_spread", "smd"]] = np.nan
            elif not counts.is_shown(key):
                # A mean of whole numbers with more digits gives the number of patients away.
                decimals = min(2, decimals_for(counts, (key,)))
                table.loc[index, [f"{arm}_value", f"{arm}_spread", "smd"]] = np.round(
                    table.loc[index, [f"{arm}_value", f"{arm}_spread", "smd"]].astype("float64"), decimals
                )
    of_both = [
        next((state for state in row if state in NOT_TO_BE_SHOWN), _state_of(smd))
        for *row, smd in zip(*states.values(), table["smd"])
    ]
    return table.assign(
        **{f"{arm}_shown": column for arm, column in shown.items()},
        **{f"{arm}_state": column for arm, column in states.items()},
        smd_state=of_both,
    )


def _state_of(number: float) -> State:
    return State.SHOWN if np.isfinite(number) else State.NOT_ESTIMABLE
