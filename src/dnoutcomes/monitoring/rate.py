"""u': events per so many sessions, with limits that grow with the variation between months."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.laney import between_months
from dnoutcomes.monitoring.limits import OUTSIDE_RATE, Array, Limits, chart_of
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
    With u = sum of events / sum of sessions, m_i = u n_i events are expected in a month. phi, the factor of
    their variance beyond that of a Poisson process, is the squared sigma_z of `laney.p_prime_chart` with z_i =
    (events_i - m_i) / sqrt(m_i): events come in clusters, such as a patient who bruises at every session. Limits are
    the numbers of events that a negative binomial count with mean m_i and variance phi m_i (Poisson where phi is 1)
    leaves once in 2,000 on either side, since few events are too skewed for standard deviations.

    References
    ----------
    Montgomery DC. Introduction to statistical quality control, 7th ed. Wiley 2013, section 7.3. Laney DB. Improved
    control charts for attributes. Quality Engineering 2002;14:531-537.

    Examples
    --------
    >>> points = pd.DataFrame({"period": ["2025-01", "2025-02"], "n": [100, 400], "count": [20, 80]})
    >>> rate_chart(points).points[["centre", "lower", "upper"]].round(2).values.tolist()
    [[20.0, 7.0, 36.0], [20.0, 13.0, 27.75]]
    """
    missing = [name for name in ("n", "count") if name not in points.columns]
    if missing:
        raise ModelError(f"a chart of rates needs the columns n and count; missing: {missing}")
    if (points["count"] < 0).any():
        raise ModelError("a number of events can't be negative")
    n = points["n"].astype("float64")
    valued = points.assign(value=per * points["count"] / n.where(n > 0))

    def limits(shown: pd.DataFrame) -> Limits:
        return _limits(shown["n"].to_numpy(dtype=float), shown["count"].to_numpy(dtype=float), per)

    return chart_of(valued, limits, kind="u'", rules=tuple(RULES), possible=(0.0, np.inf), **labels)


def _limits(sessions: Array, events: Array, per: float) -> Limits:
    from scipy import stats

    expected = events.sum() / sessions.sum() * sessions
    if not expected.any():
        nothing = np.zeros(len(sessions))
        return Limits(nothing, nothing, nothing, nothing)
    phi = between_months((events - expected) / np.sqrt(expected)) ** 2
    tail = OUTSIDE_RATE / 2
    count = stats.poisson(expected) if phi == 1 else stats.nbinom(expected / (phi - 1), 1 / phi)
    low = count.ppf(tail)
    return Limits(
        per * expected / sessions,
        per * np.where(low > 0, low, -np.inf) / sessions,
        per * count.isf(tail) / sessions,
        per * np.sqrt(phi * expected) / sessions,
    )
