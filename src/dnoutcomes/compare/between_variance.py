"""The variance of true effects between groups, by restricted maximum likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def between_variance(values: Array, variances: Array) -> float:
    """Return the variance between groups that maximises the restricted likelihood.

    Parameters
    ----------
    values, variances : arrays of shape (k,)
        Estimates and their squared standard errors.

    Notes
    -----
    The likelihood may have more than one peak, so its best point on a grid is refined, not the first root of its slope.
    """
    from scipy.optimize import brentq

    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1e2, 400) * max(values.var(ddof=1), variances.min())])
    best = int(np.argmax(_restricted_likelihood(grid, values, variances)))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    if _slope(low, values, variances) <= 0:
        return 0.0
    return float(brentq(_slope, low, high, args=(values, variances), xtol=1e-15, rtol=1e-13))


def _restricted_likelihood(tau2: Array, values: Array, variances: Array) -> Array:
    """Return the restricted log likelihood but for a constant; shape (len(tau2),)."""
    weights = 1 / (variances + tau2[:, None])  # (len(tau2), k)
    total = weights.sum(axis=1)
    mean = weights @ values / total
    spread = (weights * (values - mean[:, None]) ** 2).sum(axis=1)
    likelihood: Array = 0.5 * (np.log(weights).sum(axis=1) - np.log(total) - spread)
    return likelihood


def _slope(tau2: float, values: Array, variances: Array) -> float:
    """Twice the derivative of the restricted log likelihood."""
    weights = 1 / (variances + tau2)
    mean = weights @ values / weights.sum()
    return float(weights**2 @ (values - mean) ** 2 - weights.sum() + (weights**2).sum() / weights.sum())
