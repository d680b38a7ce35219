"""X': means of months with limits as wide as their number of patients makes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.individuals import MEAN_RANGE_OF_TWO
from dnoutcomes.monitoring.limits import Limits, chart_of
from dnoutcomes.monitoring.signals import RULES


def means_chart(points: pd.DataFrame, **labels: Any) -> ControlChart:
    """Chart means, such as the mean change beyond what was expected of the patients of each month.

    Parameters
    ----------
    points : pandas.DataFrame
        One row per point in the order of time: `period`, `n` (values in the mean), `value` (the mean). Rows with n of 0
        are gaps.
    **labels
        `title`, `unit`, `better`, `change_points` as in `chart_of`.

    Returns
    -------
    ControlChart

    Raises
    ------
    ModelError
        There is no column n.

    Notes
    -----
    Centre line: the mean of all values behind the points, m = sum n_i x_i / sum n_i. Each point becomes z_i =
    (x_i - m) sqrt(n_i). Limits: m +- 3.29 sigma_z / sqrt(n_i), where sigma_z is the mean absolute difference of
    neighbouring z_i divided by 1.128. Months of few patients have wide limits. An XmR chart gives all months the same:
    where they differ in n, as when a clinic begins and ends, one in eight such charts signals by chance.

    References
    ----------
    Laney DB. Improved control charts for attributes. Quality Engineering 2002;14:531-537 (for shares; here for means).

    Examples
    --------
    >>> points = pd.DataFrame({"period": ["2025-01", "2025-02", "2025-03"], "n": [4, 16, 4], "value": [3.0, 5.0, 4.0]})
    >>> means_chart(points).points[["centre", "lower", "upper"]].round(2).values.tolist()
    [[4.5, -1.33, 10.33], [4.5, 1.58, 7.42], [4.5, -1.33, 10.33]]
    """
    if "n" not in points.columns:
        raise ModelError(
            "a chart of means needs the column n, the number of values in each; without it use an XmR chart"
        )
    return chart_of(
        points.assign(value=points["value"].where(points["n"] > 0)),
        _limits,
        kind="X'",
        rules=tuple(RULES),
        **labels,
    )


def _limits(shown: pd.DataFrame) -> Limits:
    n, value = shown["n"].to_numpy(dtype=float), shown["value"].to_numpy(dtype=float)
    centre = float(n @ value / n.sum())
    z = (value - centre) * np.sqrt(n)
    sigma = float(np.abs(np.diff(z)).mean()) / MEAN_RANGE_OF_TWO
    return Limits.around(np.full(len(n), centre), sigma / np.sqrt(n))
