"""Safety: adverse events per 100 sessions and per patient, by arm, with exact intervals."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.event_dispersion import event_dispersion
from dnoutcomes.describe.exact_intervals import rate_interval, share_interval
from dnoutcomes.language import term

SEVERE_GRADE = 3
# `SEVERE` names the grade.
ANY, SERIOUS, SEVERE, STOPPED = (
    term("any event"),
    term("serious"),
    term("grade 3 or more"),
    term("ended care for an event"),
)


def safety(analysis: AnalysisData) -> pd.DataFrame:
    """Count adverse events by arm and term.

    Parameters
    ----------
    analysis : AnalysisData
        Everybody in the file counts, with or without a baseline score.

    Returns
    -------
    pandas.DataFrame
        One row per arm and kind of event: `arm`, `kind` ("summary" or "term"), `term`, `n_events`; `n_in_sessions`,
        `n_sessions`, `per_100`, `per_100_low`, `per_100_high` (events recorded at attended sessions, per 100 of these;
        Garwood with the dispersion between patients); `n_patients_with`, `n_patients`, `share`, `share_low`,
        `share_high` (patients with at least one at any encounter, Clopper-Pearson). Summary rows are any event,
        serious, grade 3 or more, and, where the data have `end_reason`, care that ended for an event. Terms follow, the
        most frequent first. Both arms have all terms.

    Notes
    -----
    The arms aren't compared: sessions are asked about more often where there are more of them. Events of patients who
    have several are not independent: the interval of a rate allows for it by their dispersion (`event_dispersion`).
    """
    records = analysis.outcomes.records
    events, sessions = analysis.workbench.events, analysis.workbench.sessions
    attended = sessions[sessions["attended"]]
    terms = sorted(events["term"].value_counts().items(), key=lambda counted: (-counted[1], counted[0]))
    rows: list[dict[str, Any]] = []
    for arm in (analysis.plan.reference_arm, analysis.plan.treated_arm):
        of_arm = events[events["arm"] == arm]
        n_patients = records.loc[records["arm"] == arm, "patient_id"].nunique()
        came = attended.loc[attended["arm"] == arm, "patient_id"]
        groups = [("summary", name, of_arm[chosen]) for name, chosen in _summaries(of_arm).items()]
        groups += [("term", str(name), of_arm[of_arm["term"] == name]) for name, _ in terms]
        rows += [
            {"arm": arm, "kind": kind, "term": name}
            | _counts(group, came, n_patients, analysis.plan.confidence_level)
            for kind, name, group in groups
        ]
        if "end_reason" in records.columns:
            rows.append(
                _ended(records[records["arm"] == arm], arm, n_patients, analysis.plan.confidence_level)
            )
    frame = pd.DataFrame(rows)
    order = pd.Categorical(frame["kind"], categories=["summary", "term"], ordered=True)
    return (
        frame.assign(kind=order)
        .sort_values(["arm", "kind"], kind="stable", ignore_index=True)
        .astype({"kind": str})
    )


def _summaries(events: pd.DataFrame) -> dict[str, pd.Series]:
    grade = events["ae_grade"] if "ae_grade" in events.columns else pd.Series(float("nan"), events.index)
    return {
        ANY: pd.Series(True, events.index),
        SERIOUS: events["serious"].astype(bool),
        SEVERE: (grade >= SEVERE_GRADE) & ~events.duplicated("source_row"),
    }


def _counts(
    events: pd.DataFrame, sessions: pd.Series, n_patients: int, confidence_level: float
) -> dict[str, Any]:
    """Count events; `sessions` has the patient of each attended session."""
    at_sessions = events.loc[events["in_session"].astype(bool), "patient_id"]
    in_sessions, n_sessions = len(at_sessions), len(sessions)
    dispersion = event_dispersion(at_sessions, sessions)
    low, high = rate_interval(in_sessions, n_sessions, confidence_level, dispersion)
    per_session = in_sessions / n_sessions if n_sessions else float("nan")
    return {
        "n_events": len(events),
        "n_in_sessions": in_sessions,
        "n_sessions": n_sessions,
        "per_100": 100 * per_session,
        "per_100_low": 100 * low,
        "per_100_high": 100 * high,
        **_of_patients(events["patient_id"].nunique(), n_patients, confidence_level),
    }


def _of_patients(n_with: int, n_patients: int, confidence_level: float) -> dict[str, Any]:
    low, high = share_interval(n_with, n_patients, confidence_level)
    return {
        "n_patients_with": n_with,
        "n_patients": n_patients,
        "share": n_with / n_patients if n_patients else float("nan"),
        "share_low": low,
        "share_high": high,
    }


def _ended(records: pd.DataFrame, arm: str, n_patients: int, confidence_level: float) -> dict[str, Any]:
    """Patients whose care ended for an adverse event; no rate per session."""
    ended = records.loc[records["end_reason"] == "adverse_event", "patient_id"].nunique()
    return {"arm": arm, "kind": "summary", "term": STOPPED} | _of_patients(
        ended, n_patients, confidence_level
    )
