"""Changes as they were observed: means, spread and quartiles by arm, cause and visit, nothing adjusted."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis_sums import Analysis
from dnoutcomes.arm_balance import mean_and_sd

Array = NDArray[np.float64]


def observed_changes(analysis: Analysis, by: tuple[str, ...] = ("arm", "cause")) -> pd.DataFrame:
    """Describe the changes from baseline of the patients who have a score, by visit.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        The same frame from either.
    by : tuple of str
        "arm", "cause" (as models pool causes), or both.

    Returns
    -------
    pandas.DataFrame
        One row per combination of `by` and visit: these, `visit`, `n_patients` with a baseline, `n_scored`, and of the
        changes of these, in the unit of the instrument: `mean, sd, median, low_quartile, high_quartile`. NaN where
        nobody has a score; `sd` also of a single patient.

    Notes
    -----
    Patients who weren't seen are left out: means of later visits are those of the patients who stayed, which needn't be
    those of all. sd = sqrt{sum n (x - mean)^2 / (N - 1)}; quartiles interpolate between the two values beside place
    q (N - 1), as R's type 7 does. Both are made from the different changes and how many patients have each.

    Examples
    --------
    >>> import dnoutcomes as dn
    >>> analysis = dn.build_analysis(dn.load_sample(), dn.Plan())
    >>> means = observed_changes(analysis, by=("arm",))
    >>> at_primary = means[means["visit"] == "W12"]
    >>> at_primary["n_scored"].tolist(), at_primary["median"].tolist()
    ([122, 220], [-1.0, -2.0])
    """
    rows = analysis.visits
    rows = rows.assign(
        cause=rows["cause_modelled"],
        n_patients=rows["n_patients"] if "n_patients" in rows.columns else 1,
    )
    counts = rows.groupby([*by, "visit", "change"], observed=True, dropna=False)["n_patients"].sum()
    described = []
    for labels, n in counts.groupby(level=[*by, "visit"], observed=True):
        changes, n_each = n.index.get_level_values("change").to_numpy(dtype=float), n.to_numpy()
        scored = ~np.isnan(changes)
        label: dict[Hashable, object] = dict(zip([*by, "visit"], labels))
        described.append(
            label | {"n_patients": int(n_each.sum())} | _describe(changes[scored], n_each[scored])
        )
    return pd.DataFrame(described)


def _describe(values: Array, n: NDArray[np.int64]) -> dict[str, float]:
    """Mean, spread and quartiles of ascending different values, each counted n times."""
    total = int(n.sum())
    row: dict[str, float] = {"n_scored": total}
    if not total:
        return row | dict.fromkeys(("mean", "sd", "median", "low_quartile", "high_quartile"), math.nan)
    mean, sd = mean_and_sd(values, n)
    quartiles = {
        name: weighted_quantile(values, n, share)
        for name, share in (("median", 0.5), ("low_quartile", 0.25), ("high_quartile", 0.75))
    }
    return row | {"mean": mean, "sd": sd} | quartiles


def weighted_quantile(values: Array, n: NDArray[np.int64], share: float) -> float:
    """Return the quantile of a list that has each of some ascending values n times, without writing the list.

    Parameters
    ----------
    values : array of shape (k,)
        Ascending.
    n : array of int, shape (k,)
        How often each is there.
    share : float
        0 to 1.

    Examples
    --------
    >>> weighted_quantile(np.array([1.0, 2.0, 10.0]), np.array([2, 1, 1]), 0.5), np.median([1, 1, 2, 10]).item()
    (1.5, 1.5)
    """
    place = share * (int(n.sum()) - 1)
    ends = np.cumsum(n)
    below, above = (
        values[np.searchsorted(ends, edge, side="right")] for edge in (math.floor(place), math.ceil(place))
    )
    return float(below + (above - below) * (place - math.floor(place)))
