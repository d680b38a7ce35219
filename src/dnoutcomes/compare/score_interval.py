"""Limits of an interval as the parameter values that a score test doesn't reject."""

from __future__ import annotations

from collections.abc import Callable

from scipy import stats
from scipy.optimize import brentq


def score_limits(
    statistic: Callable[[float], float],
    estimate: float,
    lowest: float,
    highest: float,
    confidence_level: float,
) -> tuple[float, float]:
    """Return the smallest and the largest value whose squared score statistic stays below the critical value.

    Parameters
    ----------
    statistic : callable
        Squared score statistic at a parameter value, growing with the distance from `estimate`.
    estimate : float
        The value at which the statistic is 0.
    lowest, highest : float
        Ends of the parameter's range (finite). A side on which nothing is rejected ends there.
    confidence_level : float
        Coverage.
    """
    critical = float(stats.chi2.ppf(confidence_level, 1))

    def limit(end: float) -> float:
        if estimate == end or statistic(end) <= critical:
            return end
        return float(brentq(lambda value: statistic(value) - critical, estimate, end, xtol=1e-13, rtol=1e-13))

    return limit(lowest), limit(highest)
