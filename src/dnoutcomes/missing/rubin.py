"""Rubin's rules with Barnard and Rubin's degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pooled:
    """Estimates pooled over imputed data sets; arrays of shape (k,).

    Attributes
    ----------
    estimate, std_error, df : array
        Mean over imputations, root of the total variance, Barnard and Rubin's df.
    monte_carlo_error : array
        Standard error of `estimate` that comes from the finite number of imputations.
    missing_information : array
        Share of the total variance that comes from not knowing the missing values.
    """

    estimate: Array
    std_error: Array
    df: Array
    monte_carlo_error: Array
    missing_information: Array


def pool_rubin(estimates: Array, variances: Array, complete_df: float | Array) -> Pooled:
    """Pool estimates over imputed data sets.

    Parameters
    ----------
    estimates, variances : arrays of shape (M, k)
        Estimate and squared standard error of k quantities in each of M data sets.
    complete_df : float or array of shape (k,)
        Degrees of freedom if nothing had been missing.

    Returns
    -------
    Pooled

    Raises
    ------
    ModelError
        Fewer than two imputations.

    Notes
    -----
    T = W + (1 + 1/M) B, lambda = (1 + 1/M) B / T, 1/df = lambda^2 / (M - 1) + 1 / df_obs, with
    df_obs = (c + 1) / (c + 3) * c * (1 - lambda) and c the complete df.

    References
    ----------
    Barnard J, Rubin DB. Biometrika 1999;86:948-55.

    Examples
    --------
    >>> pooled = pool_rubin(np.array([[1.0], [2.0], [3.0]]), np.full((3, 1), 0.5), 20)
    >>> float(pooled.estimate[0]), round(float(pooled.std_error[0]) ** 2, 4)
    (2.0, 1.8333)
    """
    n = len(estimates)
    if n < 2:
        raise ModelError(f"Rubin's rules need at least two imputed data sets, got {n}")
    # W and B, shape (k,).
    within, between = variances.mean(axis=0), estimates.var(axis=0, ddof=1)
    total = within + (1 + 1 / n) * between
    # lambda, the share of the variance that is due to missing scores.
    share = np.divide((1 + 1 / n) * between, total, out=np.zeros_like(total), where=total > 0)
    # df_obs of Barnard and Rubin, which is never more than the complete df.
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    with np.errstate(divide="ignore"):
        df = 1 / (share**2 / (n - 1) + 1 / observed)
    return Pooled(estimates.mean(axis=0), np.sqrt(total), df, np.sqrt(between / n), share)
