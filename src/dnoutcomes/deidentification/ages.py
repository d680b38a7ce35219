"""Ages in whole years, with the oldest in one category."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.deidentification.allowed import OLDEST
from dnoutcomes.schema import COLUMNS

DAYS_PER_YEAR = 365.25


def age_at_time_zero(records: pd.DataFrame, index_year: pd.Series | None) -> pd.Series | None:
    """Return the age of each row's patient, by the year of birth where no age is recorded, or None without either.

    Parameters
    ----------
    records : pandas.DataFrame
        `age` and `birth_year`, as far as they are there.
    index_year : pandas.Series, optional
        Calendar year of time zero, one per row.

    Notes
    -----
    The difference of two years is the age at the birthday of that year: it may be one too high. One below the range of
    the schema is missing.
    """
    recorded = records["age"] if "age" in records.columns else None
    if "birth_year" not in records.columns or index_year is None:
        return recorded
    by_year = index_year.astype("float64") - records["birth_year"]
    by_year = by_year.where(by_year >= COLUMNS["age"].minimum)
    return by_year if recorded is None else recorded.fillna(by_year)


def age_categories(age: pd.Series, last_day: pd.Series) -> pd.Series:
    """Return completed years, and `OLDEST` for whoever is that old at time zero or by the last recorded day.

    Parameters
    ----------
    age : pandas.Series
        Age at time zero in years.
    last_day : pandas.Series
        Last day on which something of the patient is recorded, in days since time zero.

    Returns
    -------
    pandas.Series
        Whole numbers (Int64).

    Examples
    --------
    >>> age_categories(pd.Series([67.9, 89.0, 89.0, 97.0]), pd.Series([400, 360, 400, 0])).tolist()
    [67, 89, 90, 90]
    """
    years = np.floor(age)
    return years.mask(is_oldest(years, last_day), OLDEST).astype("Int64")


def is_oldest(years: pd.Series, last_day: pd.Series) -> pd.Series:
    """Whether completed years at time zero and days since then show that somebody came to be `OLDEST`."""
    return years + last_day.clip(lower=0) / DAYS_PER_YEAR >= OLDEST
