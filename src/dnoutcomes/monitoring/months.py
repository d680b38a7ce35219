"""Monthly points: what happened to patients, reduced to a number per month or quarter."""

from __future__ import annotations

import pandas as pd

N_MONTHS = 24
#: Of periods, as pandas writes them.
FREQUENCIES = {"month": "M", "quarter": "Q"}
_COLUMNS = ["period", "n", "count", "value", "n_patients", "n_with", "n_without"]


def reduce_to_periods(
    units: pd.DataFrame, last_complete: pd.Timestamp, *, by: str = "month", per: float = 1.0
) -> pd.DataFrame:
    """Reduce dated units to one row per month or quarter.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit (a patient at a visit, a session): `patient_id`, `date`, `weight` (what it adds to n) and
        `amount` (what it adds to the numerator).
    last_complete : pandas.Timestamp
        Units after this day aren't complete; a period that reaches beyond it is left out.
    by : {"month", "quarter"}
    per : float
        Multiplies the values.

    Returns
    -------
    pandas.DataFrame
        One row per period, without gaps, at most the last 24 months or 8 quarters: `period`, `n`, `count` (the sum of
        amounts), `value` (`per` times count / n, NaN where n is 0), `n_patients`, `n_with` (patients with a unit that
        has an amount, such as an event) and `n_without` (patients with a unit whose amount falls short of its weight,
        such as a missed session).
    """
    return complete_periods(sum_units(units, by), last_complete, by=by, per=per)


def sum_units(units: pd.DataFrame, by: str) -> pd.DataFrame:
    """Add up dated units by month or quarter.

    Returns
    -------
    pandas.DataFrame
        One row per period with a unit, indexed by it: `n, count, n_patients, n_with, n_without`.
    """
    dated = units.assign(at=units["date"].dt.to_period(FREQUENCIES[by]))
    sums = dated.groupby("at").agg(n=("weight", "sum"), count=("amount", "sum"))
    marked = dated.assign(has=dated["amount"] > 0, lacks=dated["amount"] < dated["weight"])
    by_patient = marked.groupby(["at", "patient_id"])[["has", "lacks"]].any()
    patients = by_patient.groupby("at").agg(
        n_patients=("has", "size"), n_with=("has", "sum"), n_without=("lacks", "sum")
    )
    return sums.join(patients)


def complete_periods(
    sums: pd.DataFrame, last_complete: pd.Timestamp, *, by: str = "month", per: float = 1.0
) -> pd.DataFrame:
    """Make points of sums by period; parameters and result as of `reduce_to_periods`, sums as from `sum_units`."""
    complete = sums[sums.index.end_time.normalize() <= last_complete]
    if complete.empty:
        return pd.DataFrame(columns=_COLUMNS)
    periods = pd.period_range(complete.index.min(), complete.index.max(), freq=FREQUENCIES[by])
    longest = N_MONTHS if by == "month" else N_MONTHS // 3
    frame = complete.reindex(periods[-longest:], fill_value=0)
    value = per * frame["count"] / frame["n"].where(frame["n"] > 0).astype("float64")
    named = frame.assign(value=value).rename_axis("period").reset_index()
    return named.assign(period=named["period"].astype(str))[_COLUMNS]
