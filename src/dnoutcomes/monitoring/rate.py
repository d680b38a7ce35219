"""u: events per so many sessions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.control_chart import ControlChart, Limits, chart_of
from dnoutcomes.monitoring.signals import RULES


def rate_chart(points: pd.DataFrame, *, per: float = 100.0, **labels: Any) -> ControlChart:
    """Chart a rate, such as adverse events per 100 sessions in each month.

    Parameters
    ----------
    points : pandas.DataFrame
        One row per point in the order of time: `period`, `n` (sessions), `count` (events). Rows with n of 0 are gaps.
    per : float
        Sessions that a rate is given for.
    **labels
        `title`, `unit`, `better`, `change_points` as in `chart_of`.

    Returns
    -------
    ControlChart
        `value` is events per `per` sessions.

    Raises
    ------
    ModelError
        A negative count, or no column of counts.

    Notes
    -----
    With u = sum of events / sum of sessions, limits are u +- 3 sqrt(u / n_i): events as a Poisson process. Events that
    come in clusters (a patient who bruises at every session) vary more, and a chart of them gives more false signals.

    References
    ----------
    Montgomery DC. Introduction to statistical quality control, 7th ed. Wiley 2013, section 7.3.

    Examples
    --------
    >>> points = pd.DataFrame({"period": ["2025-01", "2025-02"], "n": [100, 400], "count": [20, 80]})
    >>> rate_chart(points).points[["centre", "lower", "upper"]].round(2).values.tolist()
    [[20.0, 6.58, 33.42], [20.0, 13.29, 26.71]]
    """
    missing = [name for name in ("n", "count") if name not in points.columns]
    if missing:
        raise ModelError(f"a chart of rates needs the columns n and count; missing: {missing}")
    if (points["count"] < 0).any():
        raise ModelError("a number of events can't be negative")
    n = points["n"].astype("float64")
    valued = points.assign(value=per * points["count"] / n.where(n > 0))

    def limits(shown: pd.DataFrame) -> Limits:
        sessions = shown["n"].to_numpy(dtype=float)
        rate = shown["count"].to_numpy(dtype=float).sum() / sessions.sum()
        return Limits.around(np.full(len(sessions), per * rate), per * np.sqrt(rate / sessions))

    return chart_of(valued, limits, kind="u", rules=tuple(RULES), possible=(0.0, np.inf), **labels)
