"""The parameters of one covariance structure in one or more groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.structure import CovarianceStructure
from dnoutcomes.models.mmrm.empirical import empirical_covariance, shrink_to_positive_definite
from dnoutcomes.models.mmrm.own_times import OwnTimes
from dnoutcomes.models.mmrm.slopes import GroupSlopes, PatientSlopes, Slopes
from dnoutcomes.models.mmrm.sums import Sums

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

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
    own_times : OwnTimes or None
        Where a covariance is written for each patient's visits, and not once for all visits.
    """

    structure: CovarianceStructure
    times: Array
    n_groups: int = 1
    own_times: OwnTimes | None = None

    @property
    def n_params(self) -> int:
        """Parameters over all groups."""
        return self.n_groups * self.structure.n_params(len(self.times))

    def first_guess(self, sums: Sums) -> Array:
        """Start from the data: an array of shape (G r,)."""
        if self.own_times is None:
            return self.start(empirical_covariance(sums))
        covariance, times = self.own_times.typical(*sums.outcome_products())
        parts = [self._start(shrink_to_positive_definite(each), times) for each in covariance]
        return np.concatenate(parts)

    def start(self, covariance: Array) -> Array:
        """Start from empirical covariances, shape (G, m, m): an array of shape (G r,).

        Correlations are shrunk until the structure's matrix is positive definite.
        """
        return np.concatenate([self._start(part, self.times) for part in covariance])

    def _start(self, covariance: Array, times: Array) -> Array:
        for share in (1.0, 0.75, 0.5, 0.25):
            shrunk = np.where(np.eye(len(covariance), dtype=bool), covariance, share * covariance)
            theta = self.structure.start(shrunk, times)
            if np.linalg.eigvalsh(self.structure.sigma(theta, times))[0] > 0:
                return theta
        return self.structure.start(np.diag(np.diag(covariance)), times)

    def sigma(self, theta: Array) -> Array:
        """Covariances of all visits by group, shape (G, m, m)."""
        return np.stack([self.structure.sigma(part, self.times) for part in self._by_group(theta)])

    def covariances(self, theta: Array) -> Array:
        """Covariances as the sums over the data have their visits: by group, or by patient; shape (C, m, m)."""
        return self._of_each(self.structure.sigma, theta)

    def slopes(self, theta: Array) -> Slopes:
        """Derivatives of these covariances by the group's parameters."""
        values = self._of_each(self.structure.dsigma, theta)
        if self.own_times is None:
            return GroupSlopes(values)
        return PatientSlopes(values, self.own_times.group, self.n_groups)

    def curvature(self, theta: Array, by_entry: Array) -> Array:
        """Sum of D, shape (C, m, m), times the second derivatives of the covariances: shape (G r, G r)."""
        r = self.structure.n_params(len(self.times))
        blocks = np.zeros((self.n_groups, r, r))
        for index in range(r):
            # dS/dtheta changes by (C, r, m, m); summed over the entries of S it is a row of each covariance's block.
            change = self._of_each(partial(self._dsigma_change, index=index), theta)
            rows = np.einsum("crab,cab->cr", change, by_entry, optimize=True)
            np.add.at(blocks[:, index], self._groups, rows)
        total = np.zeros((self.n_params, self.n_params))
        for group, block in enumerate(blocks):
            where = slice(group * r, (group + 1) * r)
            total[where, where] = (block + block.T) / 2
        return total

    def weighted_second_derivative(self, theta: Array, weights: Array) -> Array:
        """Sum over r, s of weights[r, s] times the second derivative of the covariance, shape (C, m, m)."""
        r = self.structure.n_params(len(self.times))
        total = []
        for group, part, times in self._each(theta):
            block = weights[group * r : (group + 1) * r, group * r : (group + 1) * r]
            total.append(
                sum(np.tensordot(block[i], self._dsigma_change(part, times, i), axes=1) for i in range(r))
            )
        return np.stack(total)

    def _dsigma_change(self, part: Array, times: Array, index: int) -> Array:
        """Derivative of dS/dtheta by one parameter, shape (..., r, m, m)."""
        step = np.zeros_like(part)
        step[index] = STEP
        ahead = self.structure.dsigma(part + step, times)
        return np.asarray((ahead - self.structure.dsigma(part - step, times)) / (2 * STEP))

    @property
    def _groups(self) -> Codes:
        """Group of each covariance."""
        return np.arange(self.n_groups) if self.own_times is None else self.own_times.group

    def _of_each(self, function: Callable[[Array, Array], Array], theta: Array) -> Array:
        """Values of a function of parameters and times for each covariance; of a group at once where it stacks."""
        if self.own_times is None or not self.structure.stacks:
            return np.stack([function(part, times) for _, part, times in self._each(theta)])
        own = self.own_times
        return np.concatenate(
            [
                function(part, own.times[own.group == group])
                for group, part in enumerate(self._by_group(theta))
            ]
        )

    def _each(self, theta: Array) -> Iterator[tuple[int, Array, Array]]:
        """Group, parameters and times of each covariance."""
        parts = self._by_group(theta)
        if self.own_times is None:
            yield from ((group, part, self.times) for group, part in enumerate(parts))
        else:
            for group, times in zip(self.own_times.group, self.own_times.times):
                yield int(group), parts[group], times

    def _by_group(self, theta: Array) -> Array:
        return theta.reshape(self.n_groups, -1)
