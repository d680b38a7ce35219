"""Restricted and full likelihood of a growth model, with exact first and second derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.growth.terms import CovarianceTerms

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GrowthLikelihood:
    """-2 log-likelihood at given covariance parameters, coefficients and residual variance profiled out.

    Attributes
    ----------
    terms : CovarianceTerms
        Of the relative covariance V; the last column of W is the outcome, the p before it the fixed effects.
    n_rows : int
        Rows in all.
    reml : bool
        Restricted likelihood.

    Notes
    -----
    -2 logL = log|V| + n log(2 pi s2) + e'V^-1e / s2, and REML adds log|X'V^-1X| - p log(2 pi s2). With
    F = inv(X'V^-1X), v = (-b, 1) and K = v v'/s2 + blockdiag(F, 0) (the second part for REML only), the derivative
    by a parameter of V is tr(V^-1 dV_k) - <first_k, K>.
    """

    terms: CovarianceTerms
    n_rows: int
    reml: bool

    @property
    def p(self) -> int:
        """Fixed effects."""
        return len(self.terms.gram) - 1

    @property
    def residual_df(self) -> int:
        """Rows minus p for REML, rows for ML: what the residual sum of squares is divided by."""
        return self.n_rows - self.p * self.reml

    @cached_property
    def f(self) -> Array:
        """F = inv(X'V^-1X), the covariance of the estimates relative to s2."""
        return np.asarray(np.linalg.inv(self.terms.gram[:-1, :-1]))

    @cached_property
    def coefficients(self) -> Array:
        """Generalised least squares estimates b."""
        return np.asarray(np.linalg.solve(self.terms.gram[:-1, :-1], self.terms.gram[:-1, -1]))

    @cached_property
    def v(self) -> Array:
        """(-b, 1), so that [X y] v is the residual."""
        return np.append(-self.coefficients, 1.0)

    @cached_property
    def sigma2(self) -> float:
        """Residual variance."""
        return float(self.v @ self.terms.gram @ self.v) / self.residual_df

    @cached_property
    def minus2_log_likelihood(self) -> float:
        """-2 (restricted) log-likelihood."""
        # s2 profiled out: log|V| + d log(2 pi s2) + d, with d = n - p for REML, and log|X'V^-1X| besides.
        value = self.terms.log_det + self.residual_df * (np.log(2 * np.pi * self.sigma2) + 1)
        if self.reml:
            value += float(np.linalg.slogdet(self.terms.gram[:-1, :-1])[1])
        return float(value)

    @cached_property
    def gradient(self) -> Array:
        """Derivative of -2 logL by the natural parameters, shape (K,)."""
        weight = self._residual_weight + self._fixed_weight
        return np.asarray(self.terms.trace - np.einsum("kxy,xy->k", self.terms.first, weight))

    @cached_property
    def full_hessian(self) -> Array:
        """Second derivatives by the natural parameters and log s2, shape (K + 1, K + 1)."""
        terms, first = self.terms, self.terms.first
        hessian = terms.second_against(2 * self._residual_weight + 2 * self._fixed_weight) - terms.pairs
        # F (W'V^-1 dV_k V^-1 W), shape (K, p, p + 1): b moves with each parameter by minus this times v.
        given = self.f @ first[:, :-1, :]
        scores = given @ self.v
        hessian -= 2 / self.sigma2 * np.einsum("kx,xy,ly->kl", scores, self.terms.gram[:-1, :-1], scores)
        if self.reml:
            hessian -= np.einsum("kxy,lyx->kl", given[:, :, :-1], given[:, :, :-1])
        weight = self._residual_weight + self._fixed_weight
        hessian += np.diag(terms.bend_trace - np.einsum("kxy,xy->k", terms.bend, weight))
        border = np.einsum("kxy,xy->k", first, self._residual_weight)
        return np.block([[hessian, border[:, None]], [border[None], np.array([[float(self.residual_df)]])]])

    @cached_property
    def hessian(self) -> Array:
        """Second derivatives of the profiled -2 logL by the natural parameters."""
        # Schur complement of log s2: the curvature along the ridge on which s2 follows the other parameters.
        full = self.full_hessian
        return np.asarray(full[:-1, :-1] - np.outer(full[:-1, -1], full[-1, :-1]) / full[-1, -1])

    @cached_property
    def expected_information(self) -> Array:
        """Half of tr(P dV_k P dV_l), with log s2 last; P projects the fixed effects out. Shape (K + 1, K + 1)."""
        terms = self.terms
        given = self.f @ terms.first[:, :-1, :-1]
        # tr(P dV_k P dV_l), P = V^-1 - V^-1X F X'V^-1, multiplied out into three sums.
        projected = (
            terms.pairs - 2 * terms.second_against(self._padded_f) + np.einsum("kxy,lyx->kl", given, given)
        )
        border = terms.trace - np.einsum("kxx->k", given)
        corner = np.array([[float(self.n_rows - self.p)]])
        return np.block([[projected, border[:, None]], [border[None], corner]]) / 2

    @property
    def _residual_weight(self) -> Array:
        return np.outer(self.v, self.v) / self.sigma2

    @property
    def _fixed_weight(self) -> Array:
        return self._padded_f * self.reml

    @property
    def _padded_f(self) -> Array:
        padded = np.zeros_like(self.terms.gram)
        padded[:-1, :-1] = self.f
        return padded
