"""Which planned visits could have been held by the data cut, and which were."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.calendar import data_cut, has_dates
from dnoutcomes.plan import Plan


@once
def expected_visits(analysis: AnalysisData) -> pd.DataFrame:
    """Say of each patient and planned visit whether it was expected by the data cut, and whether it was held.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per patient with a baseline and planned visit: `patient_id, arm, cause, visit, due, expected, seen`.
        `due` is the date of the target day, missing where the data have no dates.

    Notes
    -----
    A visit is expected when its window has closed by the data cut and the patient was alive on its target day (an
    episode that ended by death has `end_reason` "died" and `end_date`). Those who left for any other reason are still
    expected: that they weren't seen is what completion tells. Without dates all visits are expected. A visit is seen
    where the outcome was scored in its window; a score carried forward by the plan is none.
    """
    visits = analysis.visits[["patient_id", "arm", "cause", "visit"]].assign(
        seen=analysis.visits["day"].notna()
    )
    if not has_dates(analysis):
        return visits.assign(due=pd.NaT, expected=True)[_COLUMNS]
    zero = visits["patient_id"].map(analysis.workbench.time_zero)
    due = zero + _days(visits["visit"], analysis.plan, "day")
    closes = zero + _days(visits["visit"], analysis.plan, "last")
    died = _deaths(analysis.patients).reindex(visits["patient_id"]).set_axis(visits.index)
    expected = (closes <= data_cut(analysis)) & ~(died < due)
    return visits.assign(due=due, expected=expected)[_COLUMNS]


_COLUMNS = ["patient_id", "arm", "cause", "visit", "due", "expected", "seen"]


def _days(visits: pd.Series, plan: Plan, field: str) -> pd.Series:
    days = {visit.name: getattr(visit, field) for visit in plan.visits}
    return pd.to_timedelta(visits.astype(str).map(days), unit="D")


def _deaths(patients: pd.DataFrame) -> pd.Series:
    """Day of death of the patients whose episode ended by it, indexed by patient."""
    if not {"end_date", "end_reason"} <= set(patients.columns):
        return pd.Series(dtype="datetime64[us]")
    return patients[patients["end_reason"] == "died"].set_index("patient_id")["end_date"]
