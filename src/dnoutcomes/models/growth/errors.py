"""Variation of the sessions around the fixed part of a growth model: variances, whitening, simulation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.growth.rows import GrowthRows
from dnoutcomes.models.growth.state import GrowthState
from dnoutcomes.models.growth.whitener import Whitener

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GrowthErrors:
    """The `ErrorModel` of a growth model.

    Attributes
    ----------
    state : GrowthState
        The fit.
    """

    state: GrowthState

    def variances(self) -> Array:
        """Marginal variance of each row used: random coefficients, cluster and residual."""
        z = self._prepared.rows.z
        relative = 1.0 + np.einsum("ia,ab,ib->i", z, self._covariance, z)
        relative += self._cluster_ratio * np.asarray(self._prepared.rows.clusters.sum(axis=1))
        return self._back(self.state.sigma2 * relative)

    def whiten(self, residuals: Array) -> Array:
        """Turn residuals into independent ones of variance 1.

        Notes
        -----
        Each session minus what the patient's earlier sessions predict of it, over the standard deviation of that
        surprise: the inverse Cholesky factor, one session at a time for all patients at once. What clusters
        have in common is then taken out by the symmetric square root of I + t C'C, C the whitened indicators.
        """
        whitened = self._whiten_patients(residuals[self._prepared.order][:, None])[:, 0]
        if self._cluster_ratio:
            columns = self._whiten_patients(self._prepared.rows.clusters.toarray())
            values, vectors = np.linalg.eigh(columns.T @ columns)
            shrink = np.where(
                values > 1e-12, (1 - 1 / np.sqrt(1 + self._cluster_ratio * values)) / values, 0.0
            )
            whitened = whitened - columns @ (vectors * shrink) @ (vectors.T @ (columns.T @ whitened))
        return self._back(whitened / np.sqrt(self.state.sigma2))

    def draw(self, rng: np.random.Generator) -> Array:
        """Draw random coefficients, clusters and residuals."""
        rows = self._prepared.rows
        n_patients = len(rows.starts) - 1
        factor = self.state.model.layout.factor(self.state.theta)
        coefficients = rng.standard_normal((n_patients, len(factor))) @ factor.T
        drawn = np.einsum("ia,ia->i", rows.z, np.repeat(coefficients, np.diff(rows.starts), axis=0))
        drawn += np.sqrt(self._cluster_ratio) * (rows.clusters @ rng.standard_normal(rows.clusters.shape[1]))
        drawn += self._colour(rng.standard_normal(rows.n_rows))
        return self._back(np.sqrt(self.state.sigma2) * drawn)

    def _whiten_patients(self, columns: Array) -> Array:
        z, whitener = self._prepared.rows.z, self._whitener
        if whitener is not None:
            z, columns = whitener.whiten(z), whitener.whiten(columns)
        whitened = np.empty_like(columns, dtype=float)
        n_patients, r = len(self._prepared.rows.starts) - 1, z.shape[1]
        state = np.zeros((n_patients, r, columns.shape[1]))
        spread = np.broadcast_to(self._covariance, (n_patients, r, r)).copy()
        for patients, rows in self._sessions():
            gain = np.einsum("nab,nb->na", spread[patients], z[rows])
            variance = 1.0 + np.einsum("na,na->n", gain, z[rows])
            surprise = columns[rows] - np.einsum("na,naj->nj", z[rows], state[patients])
            whitened[rows] = surprise / np.sqrt(variance)[:, None]
            state[patients] += gain[:, :, None] * (surprise / variance[:, None])[:, None, :]
            spread[patients] -= gain[:, :, None] * gain[:, None, :] / variance[:, None, None]
        return whitened

    def _colour(self, noise: Array) -> Array:
        """Give independent residuals the residual correlation."""
        whitener = self._whitener
        if whitener is None:
            return noise
        coloured = noise * whitener.scale
        for position, (_, rows) in enumerate(self._sessions()):
            if position:
                coloured[rows] += whitener.rho[rows] * coloured[rows - 1]
        return np.asarray(coloured)

    def _sessions(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """First, second, ... session: the patients that have it, and its rows."""
        starts = self._prepared.rows.starts
        counts = np.diff(starts)
        for position in range(int(counts.max())):
            patients = np.flatnonzero(counts > position)
            yield patients, starts[patients] + position

    def _back(self, values: Array) -> Array:
        """From the order of the model to that of the rows used."""
        ordered = np.empty_like(values)
        ordered[self._prepared.order] = values
        return ordered

    @property
    def _prepared(self) -> GrowthRows:
        return self.state.model.prepared

    @property
    def _covariance(self) -> Array:
        return self.state.model.layout.relative_covariance(self.state.theta)

    @property
    def _cluster_ratio(self) -> float:
        return self.state.model.layout.cluster_scale(self.state.theta) ** 2

    @property
    def _whitener(self) -> Whitener | None:
        return self.state.model.residuals.whitener(self.state.model.layout.residual(self.state.theta))
