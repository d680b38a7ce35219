"""Days since time zero: of encounters, and of intercurrent events."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.errors import DataError
from dnoutcomes.plan import IntercurrentEvent


def derive_day(records: pd.DataFrame) -> pd.DataFrame:
    """Add `day`, the days since a patient's time zero.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id` and either `study_day`, or `session_date` with, where known, `index_date`.

    Returns
    -------
    pandas.DataFrame
        The same rows with an integer column `day`.

    Notes
    -----
    Time zero is `index_date`; for a patient without one, the date of the first record, where reading the file hasn't
    filled in that of a row set aside before it. A study day is used as it stands: day 0 is time zero.
    """
    if "study_day" in records.columns and "session_date" not in records.columns:
        return records.assign(day=records["study_day"].astype("float64").round().astype("int64"))
    index_date = records.groupby("patient_id")["session_date"].transform("min")
    if "index_date" in records.columns:
        declared = records.groupby("patient_id")["index_date"].transform("first")
        index_date = declared.fillna(index_date)
    return records.assign(day=(records["session_date"] - index_date).dt.days.astype("int64"))


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


def derive_event_days(records: pd.DataFrame, events: tuple[IntercurrentEvent, ...]) -> pd.DataFrame:
    """Find the first day after time zero on which each intercurrent event is recorded.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id`, `day` and one yes/no column per event.

    Returns
    -------
    pandas.DataFrame
        One row per patient with an event: `patient_id, event, strategy, event_day`.

    Raises
    ------
    DataError
        An event of the plan has no column in the data.
    """
    columns = ["patient_id", "event", "strategy", "event_day"]
    parts = []
    for planned in events:
        if planned.event not in records.columns:
            raise DataError(
                f"the plan names the intercurrent event {planned.event!r}, but the data have no such column; "
                "add a yes/no column of that name or take the event out of the plan"
            )
        happened = records[records[planned.event].fillna(False).astype(bool) & (records["day"] > 0)]
        first = (
            happened.groupby("patient_id", as_index=False)["day"].min().rename(columns={"day": "event_day"})
        )
        parts.append(first.assign(event=planned.event, strategy=planned.strategy)[columns])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
