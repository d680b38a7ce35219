"""From days since time zero back to the calendar: when follow-up began, and up to when data were taken."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive import derive_day
from dnoutcomes.errors import DataError


def dated_records(analysis: AnalysisData) -> pd.DataFrame:
    """Return the accepted encounters with their `day`, where they have dates.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per encounter: the columns of `Outcomes.records` and `day`.

    Raises
    ------
    DataError
        The data give days since time zero and no dates.
    """
    records = analysis.outcomes.records
    if "session_date" not in records.columns:
        raise DataError(
            "these data have study days and no dates, so nothing can be laid out by month or quarter; give "
            "session_date"
        )
    return derive_day(records)


def time_zero(records: pd.DataFrame) -> pd.Series:
    """Find the calendar day of each patient's time zero.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id`, `session_date` and `day`.

    Returns
    -------
    pandas.Series
        One date per patient, indexed by `patient_id`.
    """
    zero = records["session_date"] - pd.to_timedelta(records["day"], unit="D")
    return zero.groupby(records["patient_id"]).first()


def data_cut(analysis: AnalysisData) -> pd.Timestamp:
    """Return the last day that data could be of: the plan's cut-off, else the date of the last encounter."""
    if analysis.plan.data_cutoff is not None:
        return pd.Timestamp(analysis.plan.data_cutoff)
    return pd.Timestamp(dated_records(analysis)["session_date"].max())
