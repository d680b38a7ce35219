"""What residuals of a cluster are taken to be like where degrees of freedom are worked out: a random intercept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: There the clusters tell nothing of themselves, and their variance over that of patients is taken for this at least:
#: therapists have about a twentieth of the variance of outcomes (Baldwin and Imel 2013).
USUAL_RATIO = 0.05
#: With more clusters than this, degrees of freedom are many under any working model, and the plain one is quicker.
FEW_CLUSTERS = 300


@dataclass(frozen=True, eq=False)
class Intercepts:
    """A random intercept for each cluster of several subjects, in the working model.

    Attributes
    ----------
    ratio : float
        Its variance over that of what is left.
    clusters : array of int of shape (K,)
        Which of the G clusters have one.
    touched : array of shape (K, k)
        Q_g'z_g, z_g the whitened constant.
    adjusted : array of shape (K, k)
        Q_g'A_g z_g.
    """

    ratio: float
    clusters: Codes
    touched: Array
    adjusted: Array

    def reached(self, reach: Array, along: Array) -> Array:
        """Weights of the intercepts in the scores of the clusters, times the root of the ratio: shape (G, q, K)."""
        through = -reach @ self.touched.T
        position = np.arange(len(self.clusters))
        through[self.clusters, :, position] += self.adjusted @ along.T
        return np.asarray(np.sqrt(self.ratio) * through)


def variances(residuals: Array, k: int, touched: Array, lengths: Array, sums: Array) -> tuple[float, float]:
    """Variance of what is left, and that of the intercepts over it, from squares of residuals and of their sums.

    With s2 and t2 the two variances, e'e has mean s2 (n - k) + t2 sum_g (z_g'z_g - |Q_g'z_g|^2), and the squares of
    z_g'e_g add up to s2 sum_g (z_g'z_g - |Q_g'z_g|^2) + t2 sum_gh (z_g'z_g [g = h] - z_g'Q_g Q_h'z_h)^2.
    """
    residual_variance = float(residuals @ residuals) / max(len(residuals) - k, 1)
    if not 2 <= len(sums) <= FEW_CLUSTERS:
        return residual_variance, 0.0
    left = np.diag(lengths) - touched @ touched.T
    trace = float(np.trace(left))
    means = np.array([[len(residuals) - k, trace], [trace, float((left**2).sum())]])
    if not np.linalg.det(means) > 1e-12 * means[0, 0] * means[1, 1]:
        return residual_variance, 0.0
    rest, shared = np.linalg.solve(means, [residuals @ residuals, sums @ sums])
    return (float(rest), float(shared / rest)) if rest > 0 and shared > 0 else (residual_variance, 0.0)
