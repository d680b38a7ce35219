"""Differences between two arms that nothing is adjusted for: of means, and of means in standard deviations."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.effect_size import hedges_g
from dnoutcomes.estimates import COLUMNS

Array = NDArray[np.float64]
Row = dict[str, float]


def difference_of_means(treated: Array, reference: Array, confidence_level: float) -> Row:
    """Estimate a difference of two means without assuming equal variances.

    Parameters
    ----------
    treated, reference : array
        Outcomes of the two arms, without gaps.
    confidence_level : float

    Returns
    -------
    dict
        The columns of Estimates, for one row. NaN where an arm is empty; only the estimate where an arm has one
        patient or neither arm varies.

    Notes
    -----
    Welch: standard error sqrt(v1 + v0) with v = s^2 / n, and df (v1 + v0)^2 / {v1^2 / (n1 - 1) + v0^2 / (n0 - 1)}.

    References
    ----------
    Welch BL. Biometrika 1947;34:28-35.

    Examples
    --------
    >>> row = difference_of_means(np.array([1.0, 3.0, 5.0]), np.array([4.0, 6.0]), 0.95)
    >>> print(f"{row['estimate']:.1f} {row['std_error']:.3f} {row['df']:.3f}")
    -2.0 1.528 2.882
    """
    from scipy import stats

    row = empty_row(len(treated) + len(reference))
    if not (len(treated) and len(reference)):
        return row
    row["estimate"] = estimate = float(treated.mean() - reference.mean())
    if min(len(treated), len(reference)) < 2:
        return row
    # s^2 / n of each arm with its n - 1, for Welch's error and df.
    parts = [(float(arm.var(ddof=1)) / len(arm), len(arm) - 1) for arm in (treated, reference)]
    variance = sum(part for part, _ in parts)
    if variance == 0:
        return row
    df = variance**2 / sum(part**2 / freedom for part, freedom in parts)
    std_error = sqrt(variance)
    half = float(stats.t.ppf(0.5 + confidence_level / 2, df)) * std_error
    p_value = float(2 * stats.t.sf(abs(estimate / std_error), df))
    return row | {
        "std_error": std_error, "df": df, "statistic": estimate / std_error, "p_value": p_value,
        "conf_low": estimate - half, "conf_high": estimate + half,
    }  # fmt: skip


def standardised_difference(treated: Array, reference: Array, confidence_level: float) -> Row:
    """Estimate a difference of two means in pooled standard deviations: Hedges g.

    Parameters
    ----------
    treated, reference : array
        Outcomes of the two arms, without gaps.
    confidence_level : float

    Returns
    -------
    dict
        The columns of Estimates, for one row: `estimate`, `conf_low`, `conf_high`, `df` of the pooled standard
        deviation. NaN where an arm is empty, there are fewer than three patients, or nobody differs from another.

    See Also
    --------
    dnoutcomes.compare.effect_size.hedges_g : The formula and its interval.
    """
    sizes = (len(treated), len(reference))
    row = empty_row(sum(sizes))
    if min(sizes) < 1 or sum(sizes) < 3:
        return row
    squares = sum(float(((arm - arm.mean()) ** 2).sum()) for arm in (treated, reference))
    if squares == 0:
        return row
    sd_pooled = sqrt(squares / (sum(sizes) - 2))
    effect = hedges_g(float(treated.mean() - reference.mean()), sd_pooled, *sizes, confidence_level)
    return row | {
        "estimate": effect.estimate, "df": effect.df, "conf_low": effect.conf_low, "conf_high": effect.conf_high,
    }  # fmt: skip


def empty_row(n_subjects: int) -> Row:
    """Return a row of Estimates without an estimate.

    Examples
    --------
    >>> empty_row(3)["estimate"], empty_row(3)["n_subjects"]
    (nan, 3.0)
    """
    return dict.fromkeys(COLUMNS, float("nan")) | {"n_subjects": float(n_subjects)}
