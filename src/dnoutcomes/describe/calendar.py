"""From days since time zero back to the calendar: when follow-up began, and up to when data were taken."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
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
    require_dates(analysis)
    return analysis.workbench.days


def require_dates(analysis: AnalysisData) -> None:
    """Refuse data that have no dates.

    Raises
    ------
    DataError
        The data give days since time zero and no dates.
    """
    if "session_date" not in analysis.outcomes.records.columns:
        raise DataError(
            "these data have study days and no dates, so nothing can be laid out by month or quarter; give "
            "session_date"
        )


def data_cut(analysis: AnalysisData) -> pd.Timestamp:
    """Return the last day that data could be of: the plan's cut-off, else the date of the last encounter."""
    if analysis.plan.data_cutoff is not None:
        return pd.Timestamp(analysis.plan.data_cutoff)
    require_dates(analysis)
    return pd.Timestamp(analysis.outcomes.records["session_date"].max())
