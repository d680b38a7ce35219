"""Days since a patient's time zero in place of dates, and of the calendar nothing but the year."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.schema import COLUMNS

DAYS_PER_MONTH = 365.25 / 12


def study_times(records: pd.DataFrame) -> pd.DataFrame:
    """Return what leaves in place of dates.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id` and `day`, as `derive.derive_day` gives it, and the dates that there are: `session_date,
        index_date, referral_date, end_date, onset_date`.

    Returns
    -------
    pandas.DataFrame
        One row per encounter: `study_day`, and where the dates for it are known `index_year` (calendar year of time
        zero), `referral_day`, `end_day` (days since time zero) and `duration_months` (whole months from onset to time
        zero, the recorded number where there is one). A value outside the range of its column is missing.
    """
    times = {"study_day": records["day"].astype("Int64")}
    zero = time_zero(records)
    if zero.notna().any():
        times["index_year"] = zero.dt.year
        for date, day in (("referral_date", "referral_day"), ("end_date", "end_day")):
            if date in records.columns:
                times[day] = (records[date] - zero).dt.days
    months = _duration_months(records, zero)
    frame = pd.DataFrame({name: values.astype("Int64") for name, values in times.items()})
    for name in frame.columns.drop("study_day"):
        frame[name] = _inside(frame[name], name)
    return frame if months is None else frame.assign(duration_months=months)


def time_zero(records: pd.DataFrame) -> pd.Series:
    """Return the calendar day of time zero, one per row of `records`; missing where only study days are known."""
    if "session_date" in records.columns:
        return records["session_date"] - pd.to_timedelta(records["day"], unit="D")
    if "index_date" in records.columns:
        return records["index_date"]
    return pd.Series(pd.NaT, index=records.index, dtype="datetime64[us]")


def _duration_months(records: pd.DataFrame, zero: pd.Series) -> pd.Series | None:
    recorded = records["duration_months"] if "duration_months" in records.columns else None
    if "onset_date" not in records.columns or zero.isna().all():
        return recorded
    since_onset = ((zero - records["onset_date"]).dt.days / DAYS_PER_MONTH).round()
    since_onset = _inside(since_onset, "duration_months")
    return since_onset if recorded is None else recorded.fillna(since_onset)


def _inside(values: pd.Series, name: str) -> pd.Series:
    column = COLUMNS[name]
    return values.where(values.between(column.minimum, column.maximum))
