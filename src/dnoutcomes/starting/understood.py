"""Understood: a file as the package sees it, before anything is analysed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.derive.days import derive_day
from dnoutcomes.outcomes import Outcomes
from dnoutcomes.plan import Plan

_N_PATIENTS = 3
_MOST_SCORES = 8
_MOST_REASONS = 10


@dataclass(frozen=True, eq=False)
class Understood:
    """A file as the package sees it.

    Attributes
    ----------
    patients : pandas.DataFrame
        Three patients without their ids, one row each: `patient` (A, B, C), `arm`, `cause`, `scores` by day since time
        zero.
    arms : pandas.DataFrame
        One row per arm and cause: `arm, cause, patients`.
    visits : pandas.DataFrame
        One row per planned visit and arm: `visit, arm, patients` with a score in its window.
    set_aside : pandas.DataFrame
        One row per reason: `reason, rows`, most rows first.
    counts : dict of str to int
        `rows, records, patients, rows_set_aside`.
    """

    patients: pd.DataFrame
    arms: pd.DataFrame
    visits: pd.DataFrame
    set_aside: pd.DataFrame
    counts: dict[str, int]


def understand(outcomes: Outcomes, plan: Plan) -> Understood:
    """Say what was understood of a file.

    Parameters
    ----------
    outcomes : Outcomes
        Read with the drafted mapping.
    plan : Plan
        The drafted one; its outcome and visits count.

    Returns
    -------
    Understood
    """
    outcome = plan.outcome if plan.outcome in outcomes.records else outcomes.outcome
    days = derive_day(outcomes.records)
    scores = days[days[outcome].notna()]
    of_patients = outcomes.records.drop_duplicates("patient_id")
    return Understood(
        _three_patients(scores, outcome),
        of_patients.groupby(["arm", "cause"], observed=True)["patient_id"]
        .nunique()
        .rename("patients")
        .reset_index(),
        _at_visits(scores, plan),
        _reasons(outcomes),
        {
            "rows": outcomes.source.n_rows_read,
            "records": len(outcomes.records),
            "patients": outcomes.n_patients,
            "rows_set_aside": outcomes.n_rows_set_aside,
        },
    )


def _three_patients(scores: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Show those with most scores, of both arms if there are two."""
    n_scores = scores.groupby("patient_id")[outcome].size()
    first = scores.drop_duplicates("patient_id").set_index("patient_id")
    order = first.assign(n=n_scores).sort_values("n", ascending=False, kind="stable")
    chosen = [*order.groupby("arm", observed=True, sort=False).head(1).index]
    chosen += [patient for patient in order.index if patient not in chosen]
    rows = []
    for letter, patient in zip("ABC", chosen[:_N_PATIENTS]):
        own = scores[scores["patient_id"] == patient]
        shown = [f"day {day:g}: {score:g}" for day, score in zip(own["day"], own[outcome])][:_MOST_SCORES]
        more = f" and {len(own) - _MOST_SCORES} more" if len(own) > _MOST_SCORES else ""
        rows.append(
            {
                "patient": letter,
                "arm": first.loc[patient, "arm"],
                "cause": first.loc[patient, "cause"],
                "scores": ", ".join(shown) + more,
            }
        )
    return pd.DataFrame(rows, columns=["patient", "arm", "cause", "scores"])


def _at_visits(scores: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    windows = [("start", plan.baseline.first, plan.baseline.last)]
    windows += [(visit.name, visit.first or 0, visit.last or 0) for visit in plan.visits]
    rows = [
        {
            "visit": name,
            "arm": arm,
            "patients": int(own.loc[own["day"].between(first, last), "patient_id"].nunique()),
        }
        for name, first, last in windows
        for arm, own in scores.groupby("arm", observed=True)
    ]
    return pd.DataFrame(rows, columns=["visit", "arm", "patients"])


def _reasons(outcomes: Outcomes) -> pd.DataFrame:
    rejects = outcomes.rejects
    reasons = rejects.groupby("reason").size().sort_values(ascending=False, kind="stable").head(_MOST_REASONS)
    return reasons.rename("rows").rename_axis("reason").reset_index()
