"""From days since time zero back to the calendar: when follow-up began, and up to when data were taken."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import Analysis
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


def require_dates(analysis: Analysis) -> None:
    """Refuse data that have no dates.

    Raises
    ------
    DataError
        The data give days since time zero and no dates.
    """
    if not has_dates(analysis):
        raise DataError(
            "these data have study days and no dates, so nothing can be laid out by month or quarter; give "
            "session_date"
        )


def has_dates(analysis: Analysis) -> bool:
    """Whether the data have dates, and not only days since time zero."""
    return "session_date" in analysis.outcomes.column_names


def data_cut(analysis: Analysis) -> pd.Timestamp:
    """Return the last day that data could be of: the plan's cut-off, else the date of the last encounter."""
    if analysis.plan.data_cutoff is not None:
        return pd.Timestamp(analysis.plan.data_cutoff)
    require_dates(analysis)
    return analysis.outcomes.last_date


def day_of_data_cut(analysis: Analysis) -> int | None:
    """Return the day of `data_cut` since 1970-01-01, as databases have it; None where the data have no dates."""
    return (data_cut(analysis) - pd.Timestamp(0)).days if has_dates(analysis) else None
