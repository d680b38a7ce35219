"""XmR: individual values with limits from their moving ranges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.monitoring.control_chart import ControlChart, Limits, chart_of
from dnoutcomes.monitoring.signals import RULES

RANGES_TO_LIMIT = 2.66


def individuals_chart(points: pd.DataFrame, **labels: Any) -> ControlChart:
    """Chart single values, such as the mean adjusted change of each month.

    Parameters
    ----------
    points : pandas.DataFrame
        One row per point in the order of time: `period`, `n`, `value`.
    **labels
        `title`, `unit`, `better`, `change_points` as in `chart_of`.

    Returns
    -------
    ControlChart

    Notes
    -----
    Centre line: the mean of the values. Limits: mean +- 2.66 times the mean moving range, the mean absolute difference
    of neighbours (2.66 = 3 / 1.128, where 1.128 is the mean range of two independent normal values in standard
    deviations). The number of patients behind a month doesn't enter: it is for values whose spread isn't known from
    their n.

    References
    ----------
    Wheeler DJ. Understanding variation, 2nd ed. SPC Press 2000. Provost LP, Murray SK. The health care data guide.
    Jossey-Bass 2011.

    Examples
    --------
    >>> points = pd.DataFrame({"period": ["2025-01", "2025-02", "2025-03"], "n": 20, "value": [3.0, 5.0, 4.0]})
    >>> individuals_chart(points).points[["centre", "lower", "upper"]].iloc[0].round(2).tolist()
    [4.0, 0.01, 7.99]
    """
    return chart_of(points, _limits, kind="XmR", rules=tuple(RULES), **labels)


def _limits(shown: pd.DataFrame) -> Limits:
    value = shown["value"].to_numpy(dtype=float)
    half = RANGES_TO_LIMIT * np.abs(np.diff(value)).mean()
    return Limits.around(np.full(len(value), value.mean()), np.full(len(value), half / 3))
