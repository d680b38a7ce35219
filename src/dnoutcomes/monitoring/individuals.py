"""XmR: individual values with limits from their moving ranges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.limits import Limits, chart_of
from dnoutcomes.monitoring.signals import RULES

# Mean range of two independent standard normal values.
MEAN_RANGE_OF_TWO = 1.128


def individuals_chart(points: pd.DataFrame, **labels: Any) -> ControlChart:
    """Chart single values, such as the days that each month's report took.

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
    Centre line: the mean of the values. Standard deviation: the mean moving range, which is the mean absolute
    difference of neighbours, divided by 1.128. Limits: mean +- 3.29 standard deviations, which chance alone passes once
    in a thousand points (books have 3, or 2.66 mean ranges, which chance passes somewhere in 6 % of charts). The number
    of patients behind a month doesn't enter; means of months that differ in it are for `means_chart`.

    References
    ----------
    Wheeler DJ. Understanding variation, 2nd ed. SPC Press 2000. Provost LP, Murray SK. The health care data guide.
    Jossey-Bass 2011.

    Examples
    --------
    >>> points = pd.DataFrame({"period": ["2025-01", "2025-02", "2025-03"], "n": 20, "value": [3.0, 5.0, 4.0]})
    >>> individuals_chart(points).points[["centre", "lower", "upper"]].iloc[0].round(2).tolist()
    [4.0, -0.38, 8.38]
    """
    return chart_of(points, _limits, kind="XmR", rules=tuple(RULES), **labels)


def _limits(shown: pd.DataFrame) -> Limits:
    value = shown["value"].to_numpy(dtype=float)
    sigma = np.abs(np.diff(value)).mean() / MEAN_RANGE_OF_TWO
    return Limits.around(np.full(len(value), value.mean()), np.full(len(value), sigma))
