"""Quarters of the calendar, and the analysis of the patients who belong to one."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from dnoutcomes.analysis import AnalysisData, derive_analysis
from dnoutcomes.describe.calendar import data_cut, require_dates
from dnoutcomes.errors import DataError


def quarter_of(date: object) -> str:
    """Name the quarter of a date.

    Parameters
    ----------
    date : date-like
        Anything that pandas takes for a date.

    Examples
    --------
    >>> quarter_of("2026-08-31")
    '2026Q3'
    """
    day = pd.Timestamp(date)
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def quarter_days(quarter: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a quarter.

    Parameters
    ----------
    quarter : str
        Such as "2026Q3".

    Raises
    ------
    DataError
        The text names no quarter.

    Examples
    --------
    >>> [day.date().isoformat() for day in quarter_days("2026Q3")]
    ['2026-07-01', '2026-09-30']
    """
    if not re.fullmatch(r"[0-9]{4}Q[1-4]", quarter):
        raise DataError(f"a quarter is written like 2026Q3, got {quarter!r}")
    period = pd.Period(quarter, freq="Q")
    return period.start_time, period.end_time.normalize()


def quarters_of_patients(analysis: AnalysisData) -> pd.Series:
    """Name the quarter that each patient in the file belongs to: that in which the primary visit's window closes.

    Returns
    -------
    pandas.Series
        One quarter per patient, indexed by `patient_id`.

    Raises
    ------
    DataError
        The data have no dates.
    """
    plan = analysis.plan
    require_dates(analysis)
    closes = analysis.workbench.time_zero + pd.to_timedelta(plan.visit(plan.primary_visit).last, unit="D")
    return closes.dt.to_period("Q").astype(str)


def restrict_to_quarter(analysis: AnalysisData, quarter: str) -> AnalysisData:
    """Analyse the patients who belong to a quarter, as things stood on its last day.

    Parameters
    ----------
    analysis : AnalysisData
    quarter : str
        Such as "2026Q3".

    Returns
    -------
    AnalysisData
        Built anew from the encounters of these patients up to the last day of the quarter, which becomes the data cut
        (or stays the data's own, where that is earlier: a note says that the quarter was not over). Causes are pooled
        and weighted as in the whole data (`model_causes`).

    Raises
    ------
    DataError
        The data have no dates, no patient belongs to the quarter, or an arm of it has none with a baseline.

    Notes
    -----
    A patient belongs to the quarter in which the window of the primary visit closes. On its last day nothing that
    could still count for the primary visit is outstanding, so the result doesn't change when it is worked out again
    later. Everybody belongs to one quarter: quarters can be compared as separate groups, and no small group follows
    from the difference of two of them. Activity, safety and control charts are matters of the calendar and are taken
    from the whole data.
    """
    _, last = quarter_days(quarter)
    quarters = quarters_of_patients(analysis)
    patients = quarters.index[quarters == quarter]
    if len(patients) == 0:
        raise DataError(
            f"no patient belongs to {quarter}: the window of {analysis.plan.primary_visit} closes in "
            f"{quarters.min()} to {quarters.max()}"
        )
    records = analysis.outcomes.records
    of_quarter = records[records["patient_id"].isin(patients) & (records["session_date"] <= last)]
    outcomes = replace(analysis.outcomes, records=of_quarter.reset_index(drop=True))
    cut = min(last.date(), data_cut(analysis).date())
    restricted = derive_analysis(
        outcomes, analysis.plan.model_copy(update={"data_cutoff": cut}), analysis.modelled_causes
    )
    if cut == last.date():
        return restricted
    note = f"{quarter} was not over at the data cut ({cut}): scores of the primary visit may still come in."
    return replace(restricted, notes=(*restricted.notes, note))
