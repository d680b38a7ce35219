"""A growth model at its estimates: what predictions, residuals and the verdict start from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.cluster import ClusterTerms
from dnoutcomes.models.growth.likelihood import GrowthLikelihood
from dnoutcomes.models.growth.newton import Minimum, minimise
from dnoutcomes.models.growth.parameters import GrowthParameters
from dnoutcomes.models.growth.residuals import Residuals
from dnoutcomes.models.growth.rows import GrowthRows
from dnoutcomes.models.growth.terms import CovarianceTerms

Array = NDArray[np.float64]
#: A residual variance below this share of what the fixed effects leave is rounding.
NO_RESIDUAL = 1e-13
#: Below this share it is where a search that never ends is heading.
UNREACHED_RESIDUAL = 1e-8


@dataclass(frozen=True, eq=False)
class GrowthModel:
    """A growth model whose variances are yet to be chosen.

    Attributes
    ----------
    prepared : GrowthRows
        Rows and coordinates.
    residuals : Residuals
        The rows with the correlation of their residuals.
    layout : GrowthParameters
        Which parameter is where.
    reml : bool
        Restricted likelihood.
    """

    prepared: GrowthRows
    residuals: Residuals
    layout: GrowthParameters
    reml: bool

    def at(self, theta: Array) -> GrowthLikelihood:
        """Evaluate the likelihood at unconstrained parameters."""
        layout = self.layout
        terms: CovarianceTerms = self.residuals.terms(
            layout.factor(theta), layout.directions, layout.residual(theta)
        )
        if self.prepared.clusters is not None:
            terms = ClusterTerms(terms, len(self.prepared.clusters.labels), layout.cluster_scale(theta))
        return GrowthLikelihood(terms, self.prepared.rows.n_rows, self.reml)

    def objective(self, theta: Array) -> tuple[float, Array, Array]:
        """-2 logL, gradient and Hessian by the unconstrained parameters; infinite where they can't be computed."""
        likelihood, jacobian = self.at(theta), self.layout.jacobian(theta)
        try:
            with np.errstate(all="ignore"):
                value, gradient = likelihood.minus2_log_likelihood, likelihood.gradient
                hessian = jacobian.T @ likelihood.hessian @ jacobian + self.layout.curvature(gradient)
        except np.linalg.LinAlgError:
            value, gradient, hessian = np.inf, np.zeros(len(theta)), np.eye(len(theta))
        if not (np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return np.inf, np.zeros(len(theta)), np.eye(len(theta))
        return value, jacobian.T @ gradient, hessian

    def fit(self) -> GrowthState:
        """Maximise the likelihood, from each starting value of the residual correlation."""
        minima = [self._fit_from(start) for start in (self.residuals.start, *self.residuals.other_starts)]
        minimum = (
            min(minima, key=lambda each: self.objective(each.theta)[0]) if len(minima) > 1 else minima[0]
        )
        state = GrowthState(self, minimum, self.at(minimum.theta))
        if state.likelihood.sigma2 < (NO_RESIDUAL if minimum.converged else UNREACHED_RESIDUAL):
            raise ModelError(
                "the residual variance tends to 0: every patient's sessions lie on the patient's own course. Check "
                "that the outcome was measured at each session and not carried forward or computed, or drop a "
                "term of `random`"
            )
        return state

    def _fit_from(self, residual: tuple[float, ...]) -> Minimum:
        start = self.layout.start
        entries = len(self.layout.entries)
        start[entries : entries + self.layout.n_residual] = residual
        return minimise(self.objective, start)


@dataclass(frozen=True, eq=False)
class GrowthState:
    """A growth model at its estimates, in the coordinates of `GrowthRows`.

    Attributes
    ----------
    model : GrowthModel
        Rows and layout.
    minimum : Minimum
        Where the search ended.
    likelihood : GrowthLikelihood
        There.
    """

    model: GrowthModel
    minimum: Minimum
    likelihood: GrowthLikelihood

    @property
    def theta(self) -> Array:
        """Unconstrained parameters."""
        return self.minimum.theta

    @property
    def sigma2(self) -> float:
        """Residual variance, in the units of the data."""
        return self.likelihood.sigma2 * self.model.prepared.scale**2

    @cached_property
    def random_covariance(self) -> pd.DataFrame:
        """Covariance of the random coefficients, in the units of the data."""
        back, names = self.model.prepared.z_back, list(self.model.prepared.coding.columns)
        relative = back @ self.model.layout.relative_covariance(self.theta) @ back.T
        return pd.DataFrame(self.sigma2 * relative, index=names, columns=names)

    @property
    def cluster_variance(self) -> float:
        """Variance between clusters; 0 without any."""
        return self.sigma2 * self.model.layout.cluster_scale(self.theta) ** 2

    @property
    def residual_facts(self) -> dict[str, float]:
        """Estimates of the residual correlation, by name."""
        return self.model.residuals.facts(self.model.layout.residual(self.theta))

    @property
    def log_likelihood(self) -> float:
        """(Restricted) log-likelihood of the data, counted as lme4 and nlme count it."""
        reml, ml = self.model.prepared.standardised.log_likelihood_shift
        return -(self.likelihood.minus2_log_likelihood + (reml if self.model.reml else ml)) / 2

    @cached_property
    def coefficients(self) -> Array:
        """Fixed effects of the columns that can be estimated."""
        standardised = self.model.prepared.standardised
        change = standardised.transform @ self.likelihood.coefficients
        return np.asarray(standardised.offset + standardised.scale * change)

    @cached_property
    def jacobian(self) -> Array:
        """Derivative of natural parameters and log s2 by the unconstrained ones and log s2."""
        k = self.model.layout.n
        jacobian = np.eye(k + 1)
        jacobian[:k, :k] = self.model.layout.jacobian(self.theta)
        return jacobian

    @cached_property
    def hessian(self) -> Array:
        """Second derivatives of -2 logL by the unconstrained parameters and log s2."""
        layout, k = self.model.layout, self.model.layout.n
        hessian = self.jacobian.T @ self.likelihood.full_hessian @ self.jacobian
        hessian[:k, :k] += layout.curvature(self.likelihood.gradient)
        return hessian
