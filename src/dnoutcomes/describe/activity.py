"""Activity by quarter: who started, what was planned and took place, who was due and was seen, who waited how long."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.sessions import sessions_of
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.calendar import data_cut, dated_records
from dnoutcomes.describe.expected_visits import expected_visits

STATUSES = ("attended", "telehealth", "missed", "cancelled")


def activity(analysis: AnalysisData) -> pd.DataFrame:
    """Count patients and sessions by quarter and arm.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per quarter and arm, from the first time zero to the data cut: `quarter, arm, is_complete` (the quarter
        was over at the data cut), `started` (patients whose time zero lies in it), `in_care` (patients with a session
        or assessment that took place in it), `sessions_planned, sessions_attended, sessions_telehealth,
        sessions_missed, sessions_cancelled`, `due` (patients whose primary visit fell due in it, was expected by the
        data cut) and `assessed` (those of them who were seen).

    Raises
    ------
    DataError
        The data have no dates.

    Notes
    -----
    Everybody in the file is in `started` and `in_care`; `due` and `assessed` are the patients with a baseline score.
    """
    records = dated_records(analysis)
    arms = records.groupby("patient_id")["arm"].first()
    zero = analysis.workbench.time_zero
    counts = {
        "started": pd.DataFrame({"arm": arms, "at": zero}),
        "in_care": _in_care(records),
        **_sessions(records),
        **_due(analysis),
    }
    end = data_cut(analysis)
    quarters = pd.period_range(zero.min(), max(end, zero.max()), freq="Q")
    index = pd.MultiIndex.from_product(
        [quarters, [analysis.plan.reference_arm, analysis.plan.treated_arm]], names=["quarter", "arm"]
    )
    frame = pd.DataFrame(
        {name: _by_quarter(rows).reindex(index, fill_value=0) for name, rows in counts.items()}
    )
    frame = frame.astype("int64").reset_index()
    frame.insert(2, "is_complete", frame["quarter"].dt.end_time.dt.normalize() <= end)
    return frame.assign(quarter=frame["quarter"].astype(str))


@once
def waiting_times(analysis: AnalysisData) -> pd.DataFrame:
    """Describe the days from referral to time zero by the quarter of time zero and arm.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per quarter and arm with patients: `quarter, arm, n, n_missing, median, lower_quartile, upper_quartile`
        (days). Where the data have no `referral_date`, all waits are missing and n is 0.

    Raises
    ------
    DataError
        The data have no dates.
    """
    records = dated_records(analysis)
    patients = records.groupby("patient_id").agg(arm=("arm", "first"))
    zero = analysis.workbench.time_zero
    if "referral_date" in records.columns:
        wait = (zero - records.groupby("patient_id")["referral_date"].first()).dt.days.astype("float64")
    else:
        wait = pd.Series(float("nan"), index=patients.index)
    grouped = patients.assign(quarter=zero.dt.to_period("Q").astype(str), wait=wait).groupby(
        ["quarter", "arm"]
    )["wait"]
    return pd.DataFrame(
        {
            "n": grouped.count(),
            "n_missing": grouped.size() - grouped.count(),
            "median": grouped.median(),
            "lower_quartile": grouped.quantile(0.25),
            "upper_quartile": grouped.quantile(0.75),
        }
    ).reset_index()


def _by_quarter(rows: pd.DataFrame) -> pd.Series:
    at = pd.to_datetime(rows["at"]).dt.to_period("Q")
    return rows.assign(quarter=at).groupby(["quarter", "arm"], observed=True).size()


def _in_care(records: pd.DataFrame) -> pd.DataFrame:
    """Patients once per quarter in which something took place."""
    status = records["status"] if "status" in records.columns else pd.Series("attended", records.index)
    held = records[~status.isin(["missed", "cancelled"])]
    at = held["session_date"].dt.to_period("Q").dt.start_time
    return held.assign(at=at)[["patient_id", "arm", "at"]].drop_duplicates()


def _sessions(records: pd.DataFrame) -> dict[str, pd.DataFrame]:
    sessions = sessions_of(records)
    rows = sessions.assign(at=sessions["session_date"])[["arm", "at", "status"]]
    return {"sessions_planned": rows} | {
        f"sessions_{status}": rows[rows["status"] == status] for status in STATUSES
    }


def _due(analysis: AnalysisData) -> dict[str, pd.DataFrame]:
    visits = expected_visits(analysis)
    due = visits[(visits["visit"] == analysis.plan.primary_visit) & visits["expected"]]
    due = due.assign(at=due["due"], arm=due["arm"].astype(str))[["arm", "at", "seen"]]
    return {"due": due, "assessed": due[due["seen"]]}
