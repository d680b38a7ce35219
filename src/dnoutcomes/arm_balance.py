"""How alike the arms are: the one definition of the standardised difference, for tables and for weighting."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def standardised_difference(values: Array, treated: Array, weights: Array | None = None) -> float:
    """Return the (weighted) mean of the treated minus that of the reference arm, per pooled SD.

    Parameters
    ----------
    values : array of shape (n,)
        A number, or 0 and 1 for membership of a category.
    treated : array of shape (n,)
        1 for the treated, 0 for the reference arm.
    weights : array of shape (n,), optional
        Balancing weights; absent means one each.

    Returns
    -------
    float
        NaN when neither arm varies and their means differ, or when an arm has a single patient and none varies.

    Notes
    -----
    The denominator is sqrt{(s1^2 + s0^2) / 2} with the unweighted variances of the arms, n - 1 in the denominator, for
    numbers and for categories, before and after weighting: a change of the difference is then a change of means.

    References
    ----------
    Austin PC. Stat Med 2009;28:3083-3107. Stuart EA, Lee BK, Leacy FP. J Clin Epidemiol 2013;66:S84-S90.

    Examples
    --------
    >>> ages, treated = np.array([1.0, 2.0, 3.0, 1.0, 2.0, 6.0]), np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    >>> round(standardised_difference(ages, treated), 4)
    -0.5
    """
    return float(balance_rows(values[:, None], treated, weights)["smd_after"][0])


def difference_of_counts(values: Array, treated: NDArray[np.bool_], n: NDArray[np.int64]) -> float:
    """Return `standardised_difference` of patients counted by arm and value.

    Parameters
    ----------
    values : array of shape (k,)
    treated : array of bool, shape (k,)
    n : array of int, shape (k,)
        Patients of this arm with this value.

    Examples
    --------
    >>> ages, treated = np.array([1.0, 2.0, 3.0, 1.0, 2.0, 6.0]), np.array([True] * 3 + [False] * 3)
    >>> round(difference_of_counts(ages, treated, np.ones(6, dtype=int)), 4)
    -0.5
    """
    (one, sd_one), (other, sd_other) = (
        mean_and_sd(values[arm], n[arm]) for arm in (treated, ~treated)
    )  # fmt: skip
    # A single patient varies as little as patients who are all alike.
    pooled = math.sqrt((np.nan_to_num(sd_one) ** 2 + np.nan_to_num(sd_other) ** 2) / 2)
    return float(_ratio(np.array([one - other]), np.array([pooled]))[0])


def mean_and_sd(values: Array, n: NDArray[np.int64]) -> tuple[float, float]:
    """Return mean and SD of a list that has each of some values n times, without writing the list.

    Returns
    -------
    tuple of float
        NaN for the mean of nothing, and for the SD of less than two.

    Examples
    --------
    >>> mean_and_sd(np.array([1.0, 4.0]), np.array([2, 1])), np.std([1, 1, 4], ddof=1).item()
    ((2.0, 1.7320508075688772), 1.7320508075688772)
    """
    total = int(n.sum())
    if not total:
        return math.nan, math.nan
    # A rounded sum of one value has a mean beside the value, and so an SD.
    mean = float(values[0]) if np.ptp(values) == 0 else math.fsum(n * values) / total
    return mean, math.sqrt(math.fsum(n * (values - mean) ** 2) / (total - 1)) if total > 1 else math.nan


def balance_rows(matrix: Array, treated: Array, weights: Array | None) -> dict[str, Array]:
    """Return means by arm and standardised differences before and after weighting, one entry per column."""
    used = np.ones(len(treated)) if weights is None else weights
    arms = [matrix[treated == 1], matrix[treated == 0]]
    shares = [used[treated == 1], used[treated == 0]]
    before = [arm.mean(axis=0) for arm in arms]
    after = [share @ arm / share.sum() for arm, share in zip(arms, shares)]
    sd = np.sqrt((_variance(arms[0]) + _variance(arms[1])) / 2)
    return {
        "mean_treated": before[0],
        "mean_reference": before[1],
        "smd_before": _ratio(before[0] - before[1], sd),
        "weighted_mean_treated": after[0],
        "weighted_mean_reference": after[1],
        "smd_after": _ratio(after[0] - after[1], sd),
    }


def _variance(arm: Array) -> Array:
    return arm.var(axis=0, ddof=1) if len(arm) > 1 else np.zeros(arm.shape[1])


def _ratio(difference: Array, sd: Array) -> Array:
    tiny = np.abs(difference) < 1e-12 * np.maximum(1.0, np.abs(sd))
    ratio = np.divide(difference, sd, out=np.full_like(difference, np.nan), where=sd > 0)
    return np.where((sd == 0) & tiny, 0.0, ratio)
