"""Laney's p': shares with limits that grow with the variation between months."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.individuals import MEAN_RANGE_OF_TWO
from dnoutcomes.monitoring.limits import Array, Limits, chart_of
from dnoutcomes.monitoring.signals import RULES


def p_prime_chart(points: pd.DataFrame, **labels: Any) -> ControlChart:
    """Chart a share, such as the responders among those assessed in each month.

    Parameters
    ----------
    points : pandas.DataFrame
        One row per point in the order of time: `period`, `n`, `count` (0 to n). Rows with n of 0 are gaps.
    **labels
        `title`, `unit`, `better`, `change_points` as in `chart_of`.

    Returns
    -------
    ControlChart
        `value` is the share, 0 to 1.

    Raises
    ------
    ModelError
        A count isn't among 0 to n.

    Notes
    -----
    With p = sum of counts / sum of n and s_i = sqrt(p (1 - p) / n_i), each share becomes z_i = (p_i - p) / s_i. Limits:
    p +- 3.29 s_i sigma_z, where sigma_z is the mean absolute difference of neighbouring z_i divided by 1.128, but not
    less than 1: months that happen to agree better than coin tosses don't make the limits narrower.

    References
    ----------
    Laney DB. Improved control charts for attributes. Quality Engineering 2002;14:531-537.
    """
    return chart_of(
        with_shares(points), _limits, kind="p'", rules=tuple(RULES), possible=(0.0, 1.0), **labels
    )


def with_shares(points: pd.DataFrame) -> pd.DataFrame:
    """Add `value`, the share of each point; NaN where n is 0 or missing."""
    missing = [name for name in ("n", "count") if name not in points.columns]
    if missing:
        raise ModelError(f"a chart of shares needs the columns n and count; missing: {missing}")
    n, count = points["n"].astype("float64"), points["count"].astype("float64")
    wrong = (count < 0) | (count > n)
    if wrong.any():
        raise ModelError(f"{int(wrong.sum())} counts don't lie between 0 and n; a share needs counts among n")
    return points.assign(value=count / n.where(n > 0))


def _limits(shown: pd.DataFrame) -> Limits:
    n, count = shown["n"].to_numpy(dtype=float), shown["count"].to_numpy(dtype=float)
    centre = count.sum() / n.sum()
    spread = np.sqrt(centre * (1 - centre) / n)
    if centre in (0.0, 1.0):
        return Limits.around(np.full(len(n), centre), spread)
    z = (count / n - centre) / spread
    return Limits.around(np.full(len(n), centre), spread * between_months(z))


def between_months(z: Array) -> float:
    """How many times more standardised months vary than chance makes them, at least 1: Laney's sigma_z."""
    return max(1.0, float(np.abs(np.diff(z)).mean() / MEAN_RANGE_OF_TWO))
