"""Which patients had an intercurrent event of the plan, from which visit on, and what is assumed of them then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.strategies import MissingStrategy
from dnoutcomes.registry import did_you_mean

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData


def event_strategies(analysis: AnalysisData, by_event: Mapping[str, str | MissingStrategy]) -> pd.DataFrame:
    """List the patients with an intercurrent event and the strategy that their missing scores follow after it.

    Parameters
    ----------
    analysis : AnalysisData
    by_event : dict of event to strategy
        Events of the plan.

    Returns
    -------
    pandas.DataFrame
        One row per patient with one of the events by the last visit: `patient_id, visit` (the first whose window ends
        on or after the day of the event), `strategy`.

    Raises
    ------
    ModelError
        An event that the plan doesn't name.
    """
    planned = [planned_event.event for planned_event in analysis.plan.estimand.intercurrent_events]
    for name in by_event:
        if name not in planned:
            raise ModelError(
                f"{name!r} is no intercurrent event of the plan{did_you_mean(name, planned)} "
                f"Events: {', '.join(planned) or 'none'}"
            )
    happened = analysis.events[analysis.events["event"].isin(list(by_event))]
    first = happened.sort_values("event_day", kind="stable").drop_duplicates("patient_id")
    first = first[first["patient_id"].isin(analysis.patients["patient_id"])]
    ends = np.array([visit.last for visit in analysis.plan.visits], dtype=float)
    position = np.searchsorted(ends, first["event_day"].to_numpy(dtype=float))
    within_plan = position < len(ends)
    visits = np.array(analysis.plan.visit_names, dtype=object)[position[within_plan]]
    rows = first[within_plan]
    return pd.DataFrame(
        {
            "patient_id": rows["patient_id"].to_numpy(),
            "visit": visits,
            "strategy": rows["event"].map(dict(by_event)).to_numpy(),
        }
    )
