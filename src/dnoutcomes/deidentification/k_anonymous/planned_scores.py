"""Scores as a plan counts them: one row per patient and planned visit, with the day that was planned."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.deidentification.planned_days import day_of_baseline
from dnoutcomes.derive import visit_rows
from dnoutcomes.plan import EVENT_STRATEGIES, Plan, Visit


def planned_scores(analysis: AnalysisData, instruments: Iterable[str]) -> pd.DataFrame:
    """Return the scores of the patients of an analysis at the baseline and the planned visits.

    Parameters
    ----------
    analysis : AnalysisData
        Of the original.
    instruments : iterable of str
        Codes of the instruments whose scores leave.

    Returns
    -------
    pandas.DataFrame
        One row per patient and planned day with a score, or with an event that its strategy needs: `patient_id,
        study_day`, a column per instrument and one per intercurrent event (yes or no).

    Notes
    -----
    A score is the one that the plan chooses for the visit, the mean where its day has several. An event is yes from the
    first visit whose score was given on its day or later. Scores outside of all windows stay behind.
    """
    plan = analysis.plan
    parts = [_scores_of(code, analysis) for code in instruments]
    flags = _events(analysis)
    keys = ["patient_id", "study_day"]
    scored = pd.concat(parts).groupby([*keys, "instrument"])["value"].first().unstack("instrument")
    table = scored.reset_index().merge(flags, on=keys, how="outer")
    scores = list(scored.columns)
    # Such an event decides what a visit without a score stands for.
    needed = [
        planned_event.event
        for planned_event in plan.estimand.intercurrent_events
        if EVENT_STRATEGIES[planned_event.strategy].changes_scores
    ]
    on_visit = table[scores].notna().any(axis=1) | table[needed].fillna(False).astype(bool).any(axis=1)
    events = [planned_event.event for planned_event in plan.estimand.intercurrent_events]
    table = table[on_visit].astype(dict.fromkeys(events, "boolean")).fillna(dict.fromkeys(events, False))
    return table.sort_values(keys, ignore_index=True)


def _scores_of(code: str, analysis: AnalysisData) -> pd.DataFrame:
    """Return one row per patient and planned day with a score of one instrument."""
    plan = analysis.plan
    scores = analysis.workbench.scores(code)
    baseline = analysis.workbench.baseline(code, plan.baseline)
    baseline = baseline[baseline["patient_id"].isin(analysis.patients["patient_id"])]
    patients = analysis.patients[["patient_id"]].merge(baseline, on="patient_id", how="left")
    visits = visit_rows(patients, scores, analysis.events, plan)
    # A score carried forward has no day: it's carried again from the table.
    visits = visits[visits["day"].notna()]
    days = visits["visit"].astype(str).map({visit.name: visit.day for visit in plan.visits})
    at_baseline = baseline.assign(study_day=day_of_baseline(plan.baseline), value=baseline["baseline"])
    columns = ["patient_id", "study_day", "value"]
    return pd.concat([at_baseline[columns], visits.assign(study_day=days)[columns]]).assign(instrument=code)


def _events(analysis: AnalysisData) -> pd.DataFrame:
    """Return one row per patient and planned day: whether each event had happened by then."""
    plan = analysis.plan
    visits = analysis.visits[["patient_id", "visit", "day"]].assign(
        visit=analysis.visits["visit"].astype(str)
    )
    flags = pd.DataFrame(
        {
            "patient_id": visits["patient_id"],
            "study_day": visits["visit"].map({visit.name: visit.day for visit in plan.visits}),
        }
    )
    for event in plan.estimand.intercurrent_events:
        happened = analysis.events[analysis.events["event"] == event.event]
        event_day = visits["patient_id"].map(happened.set_index("patient_id")["event_day"]).astype("float64")
        ends = visits["visit"].map({visit.name: _end_of(visit, event.strategy) for visit in plan.visits})
        flags[event.event] = (event_day <= visits["day"].fillna(ends)).fillna(False)
    return flags.sort_values(["patient_id", "study_day"], ignore_index=True)


def _end_of(visit: Visit, strategy: str) -> float:
    """Return the day by which an event counts at a visit without a score, as the analysis counts it."""
    return float(visit.day if EVENT_STRATEGIES[strategy].fails else visit.last or visit.day)


def visits_to_leave_out(table: pd.DataFrame, plan: Plan) -> list[int]:
    """Return the planned days that can be left out, the one with fewest scores first; never the primary visit.

    Parameters
    ----------
    table : pandas.DataFrame
        From `planned_scores`.
    plan : Plan
    """
    needed = {day_of_baseline(plan.baseline), plan.visit(plan.primary_visit).day}
    counts = table.loc[~table["study_day"].isin(needed), "study_day"].value_counts()
    return [int(day) for day in sorted(counts.index, key=lambda day: (counts[day], -day))]


def pattern_of(table: pd.DataFrame, days: Iterable[int], patients: pd.Series) -> pd.Series:
    """Return which of some days each patient has a row on, as text, in the order of `patients`."""
    seen = pd.crosstab(table["patient_id"], table["study_day"]).reindex(patients, fill_value=0) > 0
    marks = np.where(seen[sorted(set(days) & set(seen.columns))], "1", "0")
    return pd.Series(["".join(row) for row in marks], index=patients.index)
