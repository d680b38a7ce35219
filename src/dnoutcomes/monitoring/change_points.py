"""Phases of a chart: limits start anew only in the months that a person named in the plan."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.plan import ChangePoint


def phases_of(periods: pd.Series, change_points: tuple[ChangePoint, ...]) -> pd.Series:
    """Number the phase of each point, from 1.

    Parameters
    ----------
    periods : pandas.Series
        Months ("2025-07") or quarters ("2025Q3") in order.
    change_points : tuple of ChangePoint
        A quarter belongs to the phase that its first month belongs to.

    Returns
    -------
    pandas.Series
        Phase of each point. Change points before the first point don't count.

    Examples
    --------
    >>> months = pd.Series(["2025-06", "2025-07", "2025-08"])
    >>> phases_of(months, (ChangePoint(month="2025-07", reason="new forms"),)).tolist()
    [1, 2, 2]
    """
    months = pd.PeriodIndex(periods.map(first_month), freq="M")
    passed = sum((months >= pd.Period(point.month, freq="M")).astype(int) for point in change_points)
    phase = pd.Series(passed, index=periods.index, dtype="int64")
    return phase - (int(phase.min()) - 1 if len(phase) else 0)


def first_month(period: str) -> str:
    """Return the first month of a month or quarter.

    Examples
    --------
    >>> first_month("2025Q3"), first_month("2025-08")
    ('2025-07', '2025-08')
    """
    if "Q" not in period:
        return period
    return str(pd.Period(period, freq="Q").asfreq("M", how="start"))
