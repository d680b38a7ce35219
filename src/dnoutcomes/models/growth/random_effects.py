"""Random effects of a growth model given the data: each patient's departure from the course of the arm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.car1 import Car1Terms
from dnoutcomes.models.growth.cluster import ClusterTerms
from dnoutcomes.models.growth.state import GrowthState
from dnoutcomes.models.growth.terms import PatientTerms
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.engine import NO_RANDOM_EFFECTS
from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]

#: What this kind of model is called.
GROWTH = "growth model"


@dataclass(frozen=True, eq=False)
class RandomEffects:
    """Conditional means and covariances of the random effects, in the coordinates of `GrowthRows`.

    Attributes
    ----------
    state : GrowthState
        The fit.

    Notes
    -----
    With H_i = Z_i'V^-1[X y], K_i = Z_i'V^-1Z_i and D, t relative to the residual variance s2, the effects of
    patient i are u_i = D H_i v, v = (-b, 1), with covariance s2 (D - D K_i D) given the data and b. Clusters
    follow the same rule with C in the place of Z and t in the place of D.
    """

    state: GrowthState

    @cached_property
    def covariance(self) -> Array:
        """D, shape (r, r)."""
        return self.state.model.layout.relative_covariance(self.state.theta)

    @cached_property
    def h(self) -> Array:
        """H_i, shape (r, p + 1, N)."""
        of_patients = self.patient_terms.h
        if self._clusters is None:
            return of_patients
        return np.asarray(np.einsum("axn,xy->ayn", of_patients, self._clusters.transform))

    @cached_property
    def k(self) -> Array:
        """K_i, shape (r, r, N)."""
        of_patients = self.patient_terms.k
        if self._clusters is None:
            return of_patients
        shared = self.patient_terms.h[:, : self._clusters.k]
        return np.asarray(
            of_patients - np.einsum("axn,xy,byn->abn", shared, self._clusters.s, shared, optimize=True)
        )

    @cached_property
    def cluster_h(self) -> Array:
        """C'V^-1[X y], shape (k, p + 1)."""
        q = len(self.state.likelihood.terms.gram)
        return np.zeros((0, q)) if self._clusters is None else self._clusters.across

    @cached_property
    def cluster_k(self) -> Array:
        """C'V^-1C, shape (k, k)."""
        return np.zeros((0, 0)) if self._clusters is None else self._clusters.within

    @cached_property
    def between(self) -> Array:
        """Z_i'V^-1C, shape (r, k, N)."""
        if self._clusters is None:
            return np.zeros((len(self.covariance), 0, self.h.shape[2]))
        shared = self.patient_terms.h[:, : self._clusters.k]
        return np.asarray(np.einsum("axn,xy->ayn", shared, self._clusters.keep))

    @property
    def cluster_ratio(self) -> float:
        """t, the variance of clusters relative to the residual."""
        return self.state.model.layout.cluster_scale(self.state.theta) ** 2

    @cached_property
    def patients(self) -> Array:
        """Conditional means u_i, shape (r, N)."""
        return np.asarray(self.covariance @ np.einsum("axn,x->an", self.h, self.state.likelihood.v))

    @cached_property
    def patient_covariances(self) -> Array:
        """Conditional covariances, shape (r, r, N)."""
        explained = np.einsum("ab,bcn,cd->adn", self.covariance, self.k, self.covariance, optimize=True)
        return np.asarray(self.state.sigma2 * (self.covariance[:, :, None] - explained))

    @cached_property
    def clusters(self) -> Array:
        """Conditional means of the clusters, shape (k,)."""
        return np.asarray(self.cluster_ratio * self.cluster_h @ self.state.likelihood.v)

    @cached_property
    def cluster_variances(self) -> Array:
        """Conditional variances of the clusters, shape (k,)."""
        ratio = self.cluster_ratio
        return np.asarray(self.state.sigma2 * (ratio - ratio**2 * np.diag(self.cluster_k)))

    @cached_property
    def _clusters(self) -> ClusterTerms | None:
        terms = self.state.likelihood.terms
        return terms if isinstance(terms, ClusterTerms) else None

    @cached_property
    def patient_terms(self) -> PatientTerms:
        """Blocks of the patients, below what clusters and autocorrelation add."""
        terms = self.state.likelihood.terms
        if isinstance(terms, ClusterTerms):
            terms = terms.inner
        if isinstance(terms, Car1Terms):
            terms = terms.inner
        if not isinstance(terms, PatientTerms):
            raise TypeError(f"no blocks per patient in {type(terms).__name__}")
        return terms


def random_effects(fit: MixedModelFit) -> pd.DataFrame:
    """List the random effects of a growth model.

    Parameters
    ----------
    fit : MixedModelFit
        What `growth` returned.

    Returns
    -------
    pandas.DataFrame
        One row per random coefficient of a patient, then one per cluster: group (the column of patients or
        clusters), level, term, estimate, std_error. The estimate is a departure from the fixed part; the
        error is the conditional standard deviation given the data, the coefficients and the variances, as
        lme4 prints it.

    Examples
    --------
    >>> from dnoutcomes.models.growth.growth import growth
    >>> rng = np.random.default_rng(2)
    >>> sessions = pd.DataFrame({"patient": np.repeat(list("abcdef"), 4), "week": np.tile(np.arange(4.0), 6)})
    >>> sessions["pain"] = 5 + np.repeat(rng.normal(0, 2, 6), 4) + rng.normal(0, 0.3, 24)
    >>> effects = random_effects(growth("pain ~ week", sessions, subject="patient", random="1"))
    >>> effects.columns.tolist(), len(effects)
    (['group', 'level', 'term', 'estimate', 'std_error'], 6)
    """
    return fit.engine.random_effects()


def list_random_effects(design: ModelDesign, state: GrowthState) -> pd.DataFrame:
    """List the random effects as `random_effects` says."""
    effects, prepared = RandomEffects(state), state.model.prepared
    back = prepared.z_back
    estimates = prepared.scale * back @ effects.patients
    variances = np.einsum("ab,bcn,ac->an", back, effects.patient_covariances, back, optimize=True)
    labels, terms = design.subject_labels, list(prepared.coding.columns)
    frame = pd.DataFrame(
        {
            "group": design.subject,
            "level": np.repeat(labels.to_numpy(), len(terms)),
            "term": np.tile(np.asarray(terms, dtype=object), len(labels)),
            "estimate": estimates.T.ravel(),
            "std_error": np.sqrt(np.maximum(variances, 0.0)).T.ravel(),
        }
    )
    if prepared.clusters is None:
        return frame
    clusters = pd.DataFrame(
        {
            "group": prepared.clusters.name,
            "level": prepared.clusters.labels.to_numpy(),
            "term": "Intercept",
            "estimate": prepared.scale * effects.clusters,
            "std_error": np.sqrt(np.maximum(effects.cluster_variances, 0.0)),
        }
    )
    return pd.concat([frame.astype({"level": object}), clusters.astype({"level": object})], ignore_index=True)


def require_growth(fit: MixedModelFit) -> None:
    """Refuse a fit that isn't of `growth`."""
    if fit.engine.kind != GROWTH:
        raise ModelError(NO_RANDOM_EFFECTS.format(fit.engine.kind))
