"""The covariance parameters of a growth model and their unconstrained twins.

The natural parameters are the entries of D (covariance of the patients' intercepts and slopes, relative to
the residual variance), the parameters of the residual correlation and the relative variance of clusters. The
optimiser works on the entries of a Cholesky factor of D and on the cluster's standard deviation instead: any
real value of these is a valid covariance, and a variance of zero is an ordinary point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GrowthParameters:
    """Layout of the parameters: entries of D, then residual correlation, then cluster.

    Attributes
    ----------
    r : int
        Random coefficients per patient.
    correlated : bool
        Whether D has covariances, or a diagonal only.
    n_residual : int
        Parameters of the residual correlation, which are their own twins.
    has_cluster : bool
        Whether a cluster variance comes last.

    Examples
    --------
    >>> layout = GrowthParameters(2, True, 0, False)
    >>> layout.relative_covariance(np.array([2.0, 1.0, 0.5])).tolist()
    [[4.0, 2.0], [2.0, 1.25]]
    """

    r: int
    correlated: bool
    n_residual: int
    has_cluster: bool

    @cached_property
    def entries(self) -> list[tuple[int, int]]:
        """Rows and columns of the free entries of the lower triangle."""
        return [(a, b) for a in range(self.r) for b in range(a + 1) if self.correlated or a == b]

    @property
    def n(self) -> int:
        """Number of parameters."""
        return len(self.entries) + self.n_residual + self.has_cluster

    @cached_property
    def directions(self) -> Array:
        """Derivative of D by each of its entries, shape (entries, r, r)."""
        directions = np.zeros((len(self.entries), self.r, self.r))
        for position, (a, b) in enumerate(self.entries):
            directions[position, a, b] = directions[position, b, a] = 1.0
        return directions

    @property
    def start(self) -> Array:
        """Every random coefficient and cluster as variable as the residual, uncorrelated."""
        ones = [float(a == b) for a, b in self.entries]
        return np.array([*ones, *[0.0] * self.n_residual, *[1.0] * self.has_cluster])

    def factor(self, theta: Array) -> Array:
        """Lower triangular L with D = L L'."""
        lower = np.zeros((self.r, self.r))
        for position, (a, b) in enumerate(self.entries):
            lower[a, b] = theta[position]
        return lower

    def relative_covariance(self, theta: Array) -> Array:
        """D, relative to the residual variance."""
        lower = self.factor(theta)
        return np.asarray(lower @ lower.T)

    def residual(self, theta: Array) -> Array:
        """Parameters of the residual correlation."""
        return theta[len(self.entries) : len(self.entries) + self.n_residual]

    def cluster_scale(self, theta: Array) -> float:
        """Standard deviation of the clusters relative to the residual; 0 without clusters."""
        return float(theta[-1]) if self.has_cluster else 0.0

    def jacobian(self, theta: Array) -> Array:
        """Derivative of the natural parameters (rows) by their twins (columns)."""
        lower = self.factor(theta)
        jacobian = np.eye(self.n)
        for row, (a, b) in enumerate(self.entries):
            for column, (c, d) in enumerate(self.entries):
                jacobian[row, column] = (a == c) * lower[b, d] + (b == c) * lower[a, d]
        if self.has_cluster:
            jacobian[-1, -1] = 2 * theta[-1]
        return jacobian

    def curvature(self, gradient: Array) -> Array:
        """Sum over natural parameters of gradient times the second derivative by the twins."""
        curvature = np.zeros((self.n, self.n))
        full = np.einsum("k,kab->ab", gradient[: len(self.entries)], self.directions)
        full[np.diag_indices(self.r)] *= 2
        for row, (a, c) in enumerate(self.entries):
            for column, (b, d) in enumerate(self.entries):
                if c == d:
                    curvature[row, column] = full[a, b]
        if self.has_cluster:
            curvature[-1, -1] = 2 * gradient[-1]
        return curvature
