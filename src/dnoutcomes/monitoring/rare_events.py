"""g and t: how many sessions, or days, lie between rare events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.control_chart import ControlChart, Limits, chart_of
from dnoutcomes.monitoring.individuals import RANGES_TO_LIMIT

# Nelson's power makes exponential waiting times nearly normal.
NELSON_POWER = 1 / 3.6
_RULES = ("outside", "run")


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
    The numbers between events of equal probability are geometric with mean m and variance m (m + 1). Upper limit:
    m + 3 sqrt(m (m + 1)); the lower one would lie below zero, so there is none. The centre line is the median, so that
    a run on one side of it is as unlikely as on other charts. More frequent events show as a run below the median
    or on a CUSUM chart, never as a point outside.

    References
    ----------
    Benneyan JC. Number-between g-type statistical quality control charts for monitoring adverse events. Health Care
    Management Science 2001;4:305-318.

    Examples
    --------
    >>> gaps = pd.DataFrame({"period": ["2025-01", "2025-03", "2025-09"], "n": [3, 8, 25], "value": [3, 8, 25]})
    >>> g_chart(gaps).points[["centre", "lower", "upper"]].iloc[0].round(2).tolist()
    [8.0, nan, 49.47]
    """
    _check(points)
    return chart_of(points, _g_limits, kind="g", rules=_RULES, possible=(0.0, np.inf), **labels)


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
    Days between events of a constant rate are exponential; to the power 1/3.6 they are nearly normal. Mean and limits
    are those of an XmR chart of the powers, taken back to days. Days count calendar time: where the number of sessions
    changes, a g chart is fairer.

    References
    ----------
    Nelson LS. A control chart for parts-per-million nonconforming items. Journal of Quality Technology
    1994;26:239-240.
    """
    _check(points)
    return chart_of(points, _t_limits, kind="t", rules=_RULES, possible=(0.0, np.inf), **labels)


def _check(points: pd.DataFrame) -> None:
    if (points["value"] < 0).any():
        raise ModelError(
            "what lies between two events can't be negative; the events must be in the order of time"
        )


def _g_limits(shown: pd.DataFrame) -> Limits:
    value = shown["value"].to_numpy(dtype=float)
    mean, ones = value.mean(), np.ones(len(value))
    half = 3 * np.sqrt(mean * (mean + 1))
    return Limits(ones * np.median(value), ones * (mean - half), ones * (mean + half), ones * np.nan)


def _t_limits(shown: pd.DataFrame) -> Limits:
    powers = shown["value"].to_numpy(dtype=float) ** NELSON_POWER
    ones, half = np.ones(len(powers)), RANGES_TO_LIMIT * np.abs(np.diff(powers)).mean()
    low, high = powers.mean() - half, powers.mean() + half
    lower = low ** (1 / NELSON_POWER) if low > 0 else -np.inf
    return Limits(
        ones * powers.mean() ** (1 / NELSON_POWER),
        ones * lower,
        ones * high ** (1 / NELSON_POWER),
        ones * np.nan,
    )
