"""Monthly points: what happened to patients, reduced to a number per month or quarter."""

from __future__ import annotations

import numpy as np
import pandas as pd

N_MONTHS = 24
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
    frequency = "M" if by == "month" else "Q"
    dated = units.assign(at=units["date"].dt.to_period(frequency))
    dated = dated[dated["at"].dt.end_time.dt.normalize() <= last_complete]
    if dated.empty:
        return pd.DataFrame(columns=_COLUMNS)
    sums = dated.groupby("at").agg(n=("weight", "sum"), count=("amount", "sum"))
    marked = dated.assign(has=dated["amount"] > 0, lacks=dated["amount"] < dated["weight"])
    by_patient = marked.groupby(["at", "patient_id"])[["has", "lacks"]].any()
    patients = by_patient.groupby("at").agg(
        n_patients=("has", "size"), n_with=("has", "sum"), n_without=("lacks", "sum")
    )
    periods = pd.period_range(sums.index.min(), sums.index.max(), freq=frequency)
    longest = N_MONTHS if by == "month" else N_MONTHS // 3
    frame = sums.join(patients).reindex(periods[-longest:], fill_value=0)
    value = per * frame["count"] / frame["n"].where(frame["n"] > 0).astype("float64")
    named = frame.assign(value=value).rename_axis("period").reset_index()
    return named.assign(period=named["period"].astype(str))[_COLUMNS]


def hide_small_periods(points: pd.DataFrame, smallest_cell: int) -> pd.DataFrame:
    """Mark the points that stand for 1 to `smallest_cell - 1` patients, and those that would give one away.

    Parameters
    ----------
    points : pandas.DataFrame
        From `reduce_to_periods`. Where `n_with` is missing (means), only the patients of a point count.
    smallest_cell : int

    Returns
    -------
    pandas.DataFrame
        The same rows with a boolean column `hidden`. The numbers are still there; a chart leaves them out.

    Notes
    -----
    A point is hidden where its patients, or those with or without the event, are 1 to `smallest_cell - 1`. Where the
    hidden points together come to so few, the point with the fewest patients is hidden too, until they don't: a
    reader who knows the total of all months learns no small number from it. What other tables give away is for the
    report to see, which knows them all.
    """
    counted = [name for name in ("n_patients", "n_with", "n_without") if points[name].notna().all()]
    hidden = np.any([_small(points[name], smallest_cell) for name in counted], axis=0)
    hidden = pd.Series(hidden, index=points.index)
    while hidden.any() and not hidden.all():
        together = points.loc[hidden, counted].sum()
        if not _small(together, smallest_cell).any():
            break
        shown = points.loc[~hidden & (points["n_patients"] > 0), "n_patients"]
        if shown.empty:
            break
        hidden[shown.astype("float64").idxmin()] = True
    return points.assign(hidden=hidden)


def _small(counts: pd.Series, smallest_cell: int) -> pd.Series:
    return counts.astype("float64").between(1, smallest_cell - 1)
