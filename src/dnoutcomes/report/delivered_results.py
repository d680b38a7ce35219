"""Treatment delivered, released: means and shares over sessions behind which many patients stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import stricta_status, treatment_delivered
from dnoutcomes.describe.sessions import sessions_of
from dnoutcomes.language import say
from dnoutcomes.report.results import Unavailable


@dataclass(frozen=True, eq=False)
class DeliveredResults:
    """What was given.

    Attributes
    ----------
    items : pandas.DataFrame
        Rows of `treatment_delivered` that are recorded: `item, description, arm, level, kind, value, spread, unit,
        hidden`. Without smallest and largest values, each of which is a single session, and without numbers of
        patients.
    checklist : pandas.DataFrame
        As `stricta_status`.
    """

    items: pd.DataFrame
    checklist: pd.DataFrame


def delivered_results(analysis: AnalysisData, smallest_cell: int) -> DeliveredResults | Unavailable:
    """Describe the sessions as far as small groups allow."""
    sessions = sessions_of(analysis.outcomes.records)
    attended = sessions[sessions["attended"]]
    if attended.empty:
        return Unavailable(
            say("The file has no treatment sessions, so what was given can't be described from it.")
        )
    items = treatment_delivered(analysis)
    items = items[items["n"] > 0].reset_index(drop=True)
    most = {arm: _most_by_few(rows, smallest_cell) for arm, rows in sessions.groupby("arm")}
    hidden = [_is_small(row, most.get(row.arm, 0), smallest_cell) for row in items.itertuples()]
    items = items.assign(hidden=hidden)
    items.loc[items["hidden"], ["value", "spread"]] = np.nan
    columns = ["item", "description", "arm", "level", "kind", "value", "spread", "unit", "hidden"]
    return DeliveredResults(items[columns], stricta_status(analysis))


def _most_by_few(sessions: pd.DataFrame, smallest_cell: int) -> int:
    """Most sessions that `smallest_cell - 1` patients can have between them."""
    per_patient = sessions.groupby("patient_id").size().sort_values(ascending=False)
    return int(per_patient.head(smallest_cell - 1).sum())


def _is_small(row: Any, most_by_few: int, smallest_cell: int) -> bool:
    """Whether fewer than `smallest_cell` patients stand behind a row, or may stand behind either side of a share."""
    if row.n_patients < smallest_cell:
        return True
    if row.kind != "share":
        return False
    marked = round(row.value * row.n)
    return any(0 < part <= most_by_few for part in (marked, row.n - marked))
