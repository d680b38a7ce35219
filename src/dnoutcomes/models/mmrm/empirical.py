"""Covariance of the least-squares residuals, from which the search starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.sums import Sums

Array = NDArray[np.float64]


def empirical_covariance(data: Sums) -> Array:
    """Pairwise-complete covariance of the least-squares residuals by group, made positive definite.

    Parameters
    ----------
    data : Sums
        In standardised coordinates, where the outcome is the least-squares residual.

    Returns
    -------
    array of shape (G, m, m)
    """
    sums, counts = data.outcome_products()
    upper = np.triu(np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0))
    full = upper + np.triu(upper, 1).transpose(0, 2, 1)
    return np.stack([shrink_to_positive_definite(part) for part in full])


def shrink_to_positive_definite(covariance: Array) -> Array:
    """Shrink the correlations just enough that the smallest eigenvalue is a twentieth of the mean."""
    variance = np.maximum(np.diag(covariance), 1e-3 * max(float(np.diag(covariance).max()), 1e-12))
    scale = np.sqrt(np.outer(variance, variance))
    correlation = np.where(np.eye(len(variance), dtype=bool), 1.0, np.clip(covariance / scale, -0.99, 0.99))
    lowest = float(np.linalg.eigvalsh(correlation)[0])
    if lowest < 0.05:
        correlation = (correlation + np.eye(len(variance)) * (0.05 - lowest)) / (1.05 - lowest)
    return np.asarray(correlation * scale)
