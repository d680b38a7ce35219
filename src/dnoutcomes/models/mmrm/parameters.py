"""The parameters of one covariance structure in one or more groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.structure import CovarianceStructure

Array = NDArray[np.float64]

#: Step of central differences of analytic first derivatives; parameters are logarithms and the like, of order 1.
STEP = 1e-5


@dataclass(frozen=True, eq=False)
class CovarianceParameters:
    """A structure over the visits of each group, and its derivatives.

    Attributes
    ----------
    structure : CovarianceStructure
        The same in every group, with its own parameters in each.
    times : array of shape (m,)
        Times of the visits.
    n_groups : int
        Number of groups, G.
    """

    structure: CovarianceStructure
    times: Array
    n_groups: int = 1

    @property
    def n_params(self) -> int:
        """Parameters over all groups."""
        return self.n_groups * self.structure.n_params(len(self.times))

    def start(self, covariance: Array) -> Array:
        """Start from empirical covariances, shape (G, m, m): an array of shape (G r,).

        Correlations are shrunk until the structure's matrix is positive definite.
        """
        return np.concatenate([self._start(part) for part in covariance])

    def _start(self, covariance: Array) -> Array:
        for share in (1.0, 0.75, 0.5, 0.25):
            shrunk = np.where(np.eye(len(covariance), dtype=bool), covariance, share * covariance)
            theta = self.structure.start(shrunk, self.times)
            if np.linalg.eigvalsh(self.structure.sigma(theta, self.times))[0] > 0:
                return theta
        return self.structure.start(np.diag(np.diag(covariance)), self.times)

    def sigma(self, theta: Array) -> Array:
        """Covariances, shape (G, m, m)."""
        return np.stack([self.structure.sigma(part, self.times) for part in self._by_group(theta)])

    def slopes(self, theta: Array) -> Array:
        """Derivatives of S by the group's parameters, shape (G, r, m, m)."""
        return np.stack([self.structure.dsigma(part, self.times) for part in self._by_group(theta)])

    def gradient(self, slopes: Array, by_entry: Array) -> Array:
        """Chain a gradient D by entry of S, shape (G, m, m), to one by parameter, shape (G r,)."""
        return np.asarray(np.einsum("grab,gab->gr", slopes, by_entry)).ravel()

    def curvature(self, theta: Array, by_entry: Array) -> Array:
        """Sum of D times the second derivatives of S, shape (G r, G r)."""
        r = self.structure.n_params(len(self.times))
        total = np.zeros((self.n_params, self.n_params))
        for group, (part, weight) in enumerate(zip(self._by_group(theta), by_entry)):
            block = np.empty((r, r))
            for index in range(r):
                change = self._dsigma_change(part, index)
                block[index] = np.einsum("rab,ab->r", change, weight)
            where = slice(group * r, (group + 1) * r)
            total[where, where] = (block + block.T) / 2
        return total

    def weighted_second_derivative(self, theta: Array, weights: Array) -> Array:
        """Sum over r, s of weights[r, s] times the second derivative of S, shape (G, m, m)."""
        r = self.structure.n_params(len(self.times))
        total = []
        for group, part in enumerate(self._by_group(theta)):
            block = weights[group * r : (group + 1) * r, group * r : (group + 1) * r]
            total.append(sum(np.tensordot(block[i], self._dsigma_change(part, i), axes=1) for i in range(r)))
        return np.stack(total)

    def _dsigma_change(self, part: Array, index: int) -> Array:
        """Derivative of dS/dtheta by one parameter, shape (r, m, m)."""
        step = np.zeros_like(part)
        step[index] = STEP
        ahead = self.structure.dsigma(part + step, self.times)
        return np.asarray((ahead - self.structure.dsigma(part - step, self.times)) / (2 * STEP))

    def _by_group(self, theta: Array) -> Array:
        return theta.reshape(self.n_groups, -1)
