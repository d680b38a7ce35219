"""An MMRM at its estimates, with what is needed to question it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models.mmrm.cluster_robust import ClusterRobust
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.diagnostics import diagnose_mmrm
from dnoutcomes.models.mmrm.errors import VisitErrors
from dnoutcomes.models.mmrm.influence import mmrm_influence
from dnoutcomes.models.mmrm.maximise import Maximum
from dnoutcomes.models.mmrm.prediction import complete_visits
from dnoutcomes.models.mmrm.refits import counted_again, without_groups
from dnoutcomes.models.mmrm.sandwich import sandwich
from dnoutcomes.models.shared.cluster_column import ClusterColumn
from dnoutcomes.models.shared.diagnostics import Diagnostics
from dnoutcomes.models.shared.engine import Engine
from dnoutcomes.models.shared.influence import Influence
from dnoutcomes.models.shared.refitted import Refitted
from dnoutcomes.models.shared.uncertainty import Uncertainty

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MmrmEngine(Engine):
    """What an MMRM answers.

    Attributes
    ----------
    data : MmrmData
        Rows, patterns and moments.
    maximum : Maximum
        Where the likelihood has its maximum, in standardised coordinates.
    uncertainty : Uncertainty
        Of the coefficients that aren't aliased.
    reml : bool
        Restricted likelihood, or the full one.
    shared_by : ClusterColumn or None
        Who shares errors.
    robust : ClusterRobust or None
        What that adds, in standardised coordinates.
    """

    data: MmrmData
    maximum: Maximum
    uncertainty: Uncertainty
    reml: bool
    shared_by: ClusterColumn | None
    robust: ClusterRobust | None
    kind: ClassVar[str] = "mixed model for repeated measures"

    @property
    def clusters(self) -> ClusterColumn | None:
        """Who shares errors."""
        return self.shared_by

    @cached_property
    def sigma(self) -> Array:
        """Covariance of the visits by group, in the units of the data: shape (G, m, m)."""
        return self.maximum.sigma * self.data.standardised.scale**2

    @cached_property
    def covariance(self) -> pd.DataFrame | dict[Any, pd.DataFrame]:
        """Covariance of the visits, by group where there are groups."""
        visits = self.data.visits
        index = pd.Index(list(visits.levels), name=visits.visit)
        frames = {
            level: pd.DataFrame(sigma, index=index, columns=index)
            for level, sigma in zip(visits.group_levels, self.sigma)
        }
        return frames[None] if visits.group is None else frames

    @cached_property
    def model_vcov(self) -> Array:
        """(X'V^-1X)^-1 for the terms of the formula, shape (p, p); zero rows where aliased."""
        vcov = np.zeros_like(self.inference.vcov)
        vcov[np.ix_(self.data.estimated, self.data.estimated)] = self.uncertainty.model_vcov
        return vcov

    @cached_property
    def _errors(self) -> VisitErrors:
        weights = self.data.visits.weights
        return VisitErrors(
            self.sigma,
            self.data.patterns,
            self.design.subject_codes,
            self.data.visits.codes,
            np.ones(self.design.n_observations) if weights is None else weights,
        )

    def variances(self) -> Array:
        """Marginal variance of each row used."""
        return self._errors.variances()

    def whiten(self, residuals: Array) -> Array:
        """Multiply each patient's residuals by the inverse Cholesky factor of their covariance."""
        return self._errors.whiten(residuals)

    def draw(self, rng: np.random.Generator) -> Array:
        """Draw one set of residuals."""
        return self._errors.draw(rng)

    def diagnose(self, time: str | None) -> Diagnostics:
        """Summarise the residuals; an MMRM knows the times of its visits."""
        if time is not None:
            raise ModelError(
                f"time={time!r} is for growth models; an MMRM takes the times of its visits when it is fitted"
            )
        return diagnose_mmrm(self.data, self.sigma, self.residual_table())

    def influence(self, effect: Estimates | None) -> Influence:
        """Measure how much each patient moves the fit."""
        return mmrm_influence(self.data, self.maximum, self.inference.coefficients, effect)

    def leave_out(self, groups: Sequence[NDArray[np.intp]]) -> Iterator[Refitted]:
        """Fit again without each group of patients in turn."""
        return without_groups(self.data, self.maximum, groups, reml=self.reml)

    def count_again(self, multiplicity: NDArray[np.intp], weights: Array | None) -> Refitted:
        """Fit again with each patient counted as often as told."""
        return counted_again(self.data, self.maximum, multiplicity, weights, reml=self.reml)

    def variances_by_patient(self, functions: Array, errors: str) -> Array:
        """Empirical variances of linear functions, patients taken as independent: shape (k,)."""
        maximum, data = self.maximum, self.data
        by_patient = sandwich(maximum.at, maximum.sigma, data.standardised.rows, data.patterns, errors)
        directions = data.from_data(functions[:, data.estimated])
        return np.array([direction @ by_patient.vcov @ direction for direction in directions])

    def predict_visits(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Predict the missing outcomes of subjects from those they have."""
        return complete_visits(self.data, self.inference, self.sigma, frame)
