"""Planned visits: which score counts for each, or why there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.derive.change import derive_change, derive_responder
from dnoutcomes.language import term
from dnoutcomes.plan import Plan, Visit
from dnoutcomes.plan.event_strategies import first_events


def assign_visits(scores: pd.DataFrame, visits: tuple[Visit, ...], tie_rule: str) -> pd.DataFrame:
    """Choose one score per patient and planned visit: inside its window, the nearest to its target day.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row per patient and day: `patient_id, day, value`.
    visits : tuple of Visit
        Windows that don't overlap.
    tie_rule : {"earlier", "later"}
        Which of two scores equally near the target counts.

    Returns
    -------
    pandas.DataFrame
        One row per patient and visit with a score: `patient_id, visit, day, value, n_candidates`.
    """
    # Numbers instead of names, and places instead of frames: this is asked of every outcome and each of its visits.
    patient, _ = pd.factorize(scores["patient_id"], sort=True)
    day = scores["day"].to_numpy()
    preferred = day if tie_rule == "earlier" else -day
    chosen, candidates = [], []
    for visit in visits:
        inside = np.flatnonzero((day >= visit.first) & (day <= visit.last))
        # By patient, then the distance from the target, then the rule for ties: the last key of lexsort leads.
        keys = preferred[inside], np.abs(day[inside] - visit.day), patient[inside]
        inside = inside[np.lexsort(keys)]
        _, first, count = np.unique(patient[inside], return_index=True, return_counts=True)
        chosen.append(inside[first])
        candidates.append(count)
    names = pd.Index([visit.name for visit in visits]).repeat([len(rows) for rows in chosen])
    counting = scores[["patient_id", "day", "value"]].take(np.concatenate(chosen)).reset_index(drop=True)
    counting = counting.assign(visit=names, n_candidates=np.concatenate(candidates))
    return counting[["patient_id", "visit", "day", "value", "n_candidates"]]


def visit_rows(
    patients: pd.DataFrame, scores: pd.DataFrame, events: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """One row per patient and planned visit with its score, or with the reason why there is none.

    Parameters
    ----------
    patients : pandas.DataFrame
        `patient_id` and `baseline`, which may be missing for a score that is a change by itself.
    scores : pandas.DataFrame
        From `daily_scores` of the plan's outcome.
    events : pandas.DataFrame
        From `derive_event_days`.
    plan : Plan

    Returns
    -------
    pandas.DataFrame
        As `AnalysisData.visits` without the columns of patients; `composite_failure` tells of an event that makes a
        failure of any score.
    """
    scores = scores[scores["patient_id"].isin(patients["patient_id"])]
    counted = _before_event(scores, first_events(events, lambda strategy: strategy.sets_aside))
    grid = patients[["patient_id", "baseline"]].merge(pd.DataFrame({"visit": plan.visit_names}), how="cross")
    chosen = assign_visits(counted, plan.visits, plan.tie_rule)
    visits = grid.merge(chosen, on=["patient_id", "visit"], how="left", validate="one_to_one")
    visits = _carry_last_on_treatment(visits, counted, events, plan.visits)
    visits["missing_because"] = _missing_because(visits, scores, events, plan)
    visits["composite_failure"] = _failed_by(
        visits, first_events(events, lambda strategy: strategy.fails), plan.visits
    )
    visits = derive_change(visits, plan.instrument)
    return derive_responder(visits, plan.responders, plan.instrument)


def _before_event(scores: pd.DataFrame, event_day: pd.Series) -> pd.DataFrame:
    return scores[~(scores["day"] >= scores["patient_id"].map(event_day).astype("float64"))]


def _visit_day(
    visits: pd.DataFrame, planned: tuple[Visit, ...], pick: Callable[[Visit], int | None]
) -> pd.Series:
    return visits["visit"].map({visit.name: pick(visit) for visit in planned}).astype("float64")


def _carry_last_on_treatment(
    visits: pd.DataFrame, counted: pd.DataFrame, events: pd.DataFrame, planned: tuple[Visit, ...]
) -> pd.DataFrame:
    """While on treatment: visits that begin after the event take the last score before it."""
    event_day = first_events(events, lambda strategy: strategy.carries_last)
    if event_day.empty:
        return visits
    last = counted.sort_values("day", kind="stable").groupby("patient_id")["value"].last()
    after = _visit_day(visits, planned, lambda visit: visit.last) >= visits["patient_id"].map(
        event_day
    ).astype("float64")
    carried = visits["patient_id"].map(last).where(after & visits["value"].isna())
    return visits.assign(value=visits["value"].fillna(carried))


def _failed_by(visits: pd.DataFrame, event_day: pd.Series, planned: tuple[Visit, ...]) -> pd.Series:
    """Whether the event had happened by the day of the visit; by its target day where the visit was missed."""
    day = visits["day"].fillna(_visit_day(visits, planned, lambda visit: visit.day))
    return day >= visits["patient_id"].map(event_day).astype("float64")


def _missing_because(
    visits: pd.DataFrame, scores: pd.DataFrame, events: pd.DataFrame, plan: Plan
) -> pd.Series:
    """Say why a visit has no score: the plan set it aside, the patient was seen later, or was not seen again."""
    last_seen = visits["patient_id"].map(scores.groupby("patient_id")["day"].max())
    set_aside = first_events(events, lambda strategy: strategy.sets_aside and not strategy.carries_last)
    event_day = visits["patient_id"].map(set_aside).astype("float64")
    ends = _visit_day(visits, plan.visits, lambda visit: visit.last)
    reason = missing_because(visits["value"].notna(), event_day <= ends, last_seen > ends)
    return pd.Series(reason, index=visits.index)


def missing_because(scored: pd.Series, set_aside: pd.Series, seen_later: pd.Series) -> NDArray[np.object_]:
    """Say of each visit why it has no score, by whether its score was set aside and whether there's a later one.

    Examples
    --------
    >>> scored, later = pd.Series([True, False, False]), pd.Series([True, True, False])
    >>> missing_because(scored, pd.Series([False] * 3), later).tolist()
    ['', 'visit missed, seen later', 'not seen again']
    """
    return np.select(
        [scored, set_aside, seen_later],
        ["", term("set aside after an intercurrent event"), term("visit missed, seen later")],
        default=term("not seen again"),
    )
