"""g and t: how many sessions, or days, lie between rare events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.limits import OUTSIDE_RATE, Limits, chart_of
from dnoutcomes.monitoring.signals import RULES


def g_chart(points: pd.DataFrame, **labels: Any) -> ControlChart:
    """Chart the number of sessions without an event between one event and the next.

    Parameters
    ----------
    points : pandas.DataFrame
        One row per event from the second on, in the order of time: `period`, `n`, `value` (sessions since the event
        before, not counting those with the events).
    **labels
        `title`, `unit`, `better`, `change_points` as in `chart_of`.

    Returns
    -------
    ControlChart

    Notes
    -----
    The numbers between events of equal probability are geometric. Given their number n and their sum T,
    every way to share T among the n gaps is as likely as another, whatever the probability, so that P(gap >= x) = C(T -
    x + n - 1, n - 1) / C(T + n - 1, n - 1). The upper limit is the largest gap that chance reaches in more than one of
    a thousand; a lower one would lie below zero, so there is none. The centre line is the median, so that a run on one
    side of it is as unlikely as on other charts. More frequent events show as a run below the median, never as a point
    outside.

    References
    ----------
    Benneyan JC. Number-between g-type statistical quality control charts for monitoring adverse events. Health Care
    Management Science 2001;4:305-318. Feller W. An introduction to probability theory and its applications, vol 1, 3rd
    ed. Wiley 1968, section II.5.

    Examples
    --------
    >>> gaps = pd.DataFrame({"period": ["2025-01", "2025-03", "2025-09"], "n": [3, 8, 25], "value": [3, 8, 25]})
    >>> g_chart(gaps).points[["centre", "lower", "upper"]].iloc[0].round(2).tolist()
    [8.0, nan, 36.0]
    """
    _check(points)
    return chart_of(points, _limits, kind="g", rules=tuple(RULES), possible=(0.0, np.inf), **labels)


def t_chart(points: pd.DataFrame, **labels: Any) -> ControlChart:
    """Chart the days between one event and the next.

    Parameters
    ----------
    points : pandas.DataFrame
        One row per event from the second on, in the order of time: `period`, `n`, `value` (days since the event
        before).
    **labels
        `title`, `unit`, `better`, `change_points` as in `chart_of`.

    Returns
    -------
    ControlChart

    Notes
    -----
    Whole days between events of a constant rate are geometric too, so that centre line and limit are those of the g
    chart. Days count calendar time: where the number of sessions changes, a g chart is fairer.
    """
    _check(points)
    return chart_of(points, _limits, kind="t", rules=tuple(RULES), possible=(0.0, np.inf), **labels)


def _check(points: pd.DataFrame) -> None:
    if (points["value"] < 0).any():
        raise ModelError(
            "what lies between two events can't be negative; the events must be in the order of time"
        )


def _limits(shown: pd.DataFrame) -> Limits:
    value, ones = shown["value"].to_numpy(dtype=float), np.ones(len(shown))
    return Limits(
        ones * np.median(value),
        -np.inf * ones,
        ones * largest_likely_gap(round(value.sum()), len(value)),
        ones * np.nan,
    )


def largest_likely_gap(total: int, gaps: int) -> int:
    """Return the largest gap that one of several reaches by chance more than once in a thousand, given their sum.

    Examples
    --------
    >>> largest_likely_gap(100, 12)
    49
    """
    from scipy.special import gammaln

    sizes = np.arange(total + 1)
    left = total - sizes
    # log C(left + gaps - 1, gaps - 1) - log C(total + gaps - 1, gaps - 1)
    log_chance = gammaln(left + gaps) - gammaln(left + 1) - gammaln(total + gaps) + gammaln(total + 1)
    return int(sizes[log_chance > np.log(OUTSIDE_RATE)].max())
