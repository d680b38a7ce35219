"""Residual variation of an MMRM: one covariance of the visits per group, patients independent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.patterns import VisitPatterns
from dnoutcomes.models.mmrm.sandwich import whitened_blocks

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class VisitErrors:
    """The fitted covariance at the visits where each patient was seen.

    Attributes
    ----------
    sigma : array of shape (G, m, m)
        Covariance of the visits by group.
    patterns : VisitPatterns
        Of the rows used.
    subject, visit : arrays of int, shape (n,)
        Codes of the rows.
    weights : array of shape (n,)
        Divide the variance.
    """

    sigma: Array
    patterns: VisitPatterns
    subject: Codes
    visit: Codes
    weights: Array

    def variances(self) -> Array:
        """Marginal variance of each row."""
        group = self.patterns.group[self.patterns.subject_pattern[self.subject]]
        return np.asarray(self.sigma[group, self.visit, self.visit] / self.weights)

    def whiten(self, residuals: Array) -> Array:
        """Multiply each patient's residuals by the inverse Cholesky factor of their covariance."""
        rows = (residuals * np.sqrt(self.weights))[:, None]
        return self._in_order([block.ravel() for block in whitened_blocks(self.sigma, rows, self.patterns)])

    def draw(self, rng: np.random.Generator) -> Array:
        """Draw one set of residuals."""
        blocks = []
        for index, visits in enumerate(self.patterns.observed):
            where = np.flatnonzero(visits)
            factor = np.linalg.cholesky(self.sigma[self.patterns.group[index]][np.ix_(where, where)])
            blocks.append((rng.normal(size=(self.patterns.counts[index], len(where))) @ factor.T).ravel())
        return np.asarray(self._in_order(blocks) / np.sqrt(self.weights))

    def _in_order(self, blocks: list[Array]) -> Array:
        """From the order of the pattern blocks to that of the rows."""
        joined = np.concatenate(blocks)
        if self.patterns.order is None:
            return joined
        values = np.empty_like(joined)
        values[self.patterns.order] = joined
        return values
