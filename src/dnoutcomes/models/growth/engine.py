"""A growth model at its estimates, with what is needed to question it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.estimates import Estimates
from dnoutcomes.models.growth.diagnostics import diagnose_sessions
from dnoutcomes.models.growth.errors import GrowthErrors
from dnoutcomes.models.growth.influence import influence_of_patients
from dnoutcomes.models.growth.prediction import predicted_sessions
from dnoutcomes.models.growth.random_effects import GROWTH, list_random_effects
from dnoutcomes.models.growth.state import GrowthState
from dnoutcomes.models.shared.diagnostics import Diagnostics
from dnoutcomes.models.shared.engine import Engine
from dnoutcomes.models.shared.influence import Influence

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GrowthEngine(Engine):
    """What a growth model answers.

    Attributes
    ----------
    state : GrowthState
        The model at its estimates, in the coordinates of `GrowthRows`.
    """

    state: GrowthState
    kind: ClassVar[str] = GROWTH

    @property
    def covariance(self) -> pd.DataFrame:
        """Covariance of the random coefficients, in the units of the data."""
        return self.state.random_covariance

    @cached_property
    def model_vcov(self) -> Array:
        """(X'V^-1X)^-1 for the terms of the formula, shape (p, p); zero rows where aliased."""
        prepared, likelihood = self.state.model.prepared, self.state.likelihood
        vcov = np.zeros((len(self.design.terms), len(self.design.terms)))
        vcov[np.ix_(prepared.estimated, prepared.estimated)] = prepared.to_data(
            likelihood.sigma2 * likelihood.f
        )
        return vcov

    @cached_property
    def _errors(self) -> GrowthErrors:
        return GrowthErrors(self.state)

    def variances(self) -> Array:
        """Marginal variance of each row used."""
        return self._errors.variances()

    def whiten(self, residuals: Array) -> Array:
        """Turn residuals into independent ones of variance 1."""
        return self._errors.whiten(residuals)

    def draw(self, rng: np.random.Generator) -> Array:
        """Draw random coefficients, clusters and residuals."""
        return self._errors.draw(rng)

    def diagnose(self, time: str | None) -> Diagnostics:
        """Summarise the residuals over the column of the time of each session."""
        return diagnose_sessions(self.design, self.state, self.residual_table(), self.variances(), time)

    def influence(self, effect: Estimates | None) -> Influence:
        """Measure how much each patient moves the fit."""
        return influence_of_patients(self.design, self.state, effect)

    def predict_sessions(self, frame: pd.DataFrame, *, patients: bool, new_session: bool) -> pd.DataFrame:
        """Predict the mean of sessions, with the random effects or without them."""
        return predicted_sessions(
            self.design, self.inference, self.state, frame, patients=patients, new_session=new_session
        )

    def random_effects(self) -> pd.DataFrame:
        """List the random effects of the patients, then of the clusters."""
        return list_random_effects(self.design, self.state)
