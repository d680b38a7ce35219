"""What a fitted model answers about its data: one interface, with one implementation for each kind of model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, Inference
from dnoutcomes.models.shared.cluster_column import ClusterColumn
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.diagnostics import Diagnostics
from dnoutcomes.models.shared.influence import Influence
from dnoutcomes.models.shared.refitted import Refitted

Array = NDArray[np.float64]

REFITS = "refitting from sums is for an MMRM, not for a {}"
NO_RANDOM_EFFECTS = "a {} has no random effects; fit a growth model with models.growth(...)"


@dataclass(frozen=True, eq=False)
class Engine(ABC):
    """A model at its estimates, with what is needed to question it.

    A kind of model of one's own is a subclass. It must say how its errors vary, and answer for diagnostics and
    influence; the other questions are refused unless it answers them.

    Attributes
    ----------
    design : ModelDesign
        Rows used, coded covariates, factor levels.
    inference : Inference
        Coefficients with their covariance and degrees of freedom.
    kind : str
        What kind of model it is: "growth model".
    """

    design: ModelDesign
    inference: Inference
    kind: ClassVar[str]

    @property
    @abstractmethod
    def covariance(self) -> pd.DataFrame | dict[Any, pd.DataFrame]:
        """Covariance of the visits (by group), or of the random effects."""

    @property
    @abstractmethod
    def model_vcov(self) -> Array:
        """Model-based covariance of the coefficients, (X' V^-1 X)^-1, whatever standard errors use."""

    @abstractmethod
    def variances(self) -> Array:
        """Marginal variance of each observation, in the order of the rows used."""

    @abstractmethod
    def whiten(self, residuals: Array) -> Array:
        """Multiply each patient's residuals by the inverse Cholesky factor of their covariance."""

    @abstractmethod
    def draw(self, rng: np.random.Generator) -> Array:
        """Draw one set of residuals with the fitted covariance."""

    @abstractmethod
    def diagnose(self, time: str | None) -> Diagnostics:
        """Summarise the residuals; `time` is the column of the time of each session, where visits aren't fixed."""

    @abstractmethod
    def influence(self, effect: Estimates | None) -> Influence:
        """Measure how much each patient moves the fit, and one effect."""

    @property
    def clusters(self) -> ClusterColumn | None:
        """Who shares errors beyond what the model's covariance says."""
        return None

    @property
    def fitted(self) -> Array:
        """Fixed part of the fit for each row used."""
        return np.asarray(self.design.x @ np.nan_to_num(self.inference.coefficients))

    @property
    def residuals(self) -> Array:
        """Outcome - fitted, for each row used."""
        return self.design.y - self.fitted

    def residual_table(self) -> pd.DataFrame:
        """Return one row per row used: fitted, residual, pearson, normalized; `MixedModelFit.augment` explains."""
        residuals = self.residuals
        return pd.DataFrame(
            {
                "fitted": self.fitted,
                "residual": residuals,
                "pearson": residuals / np.sqrt(self.variances()),
                "normalized": self.whiten(residuals),
            },
            index=self.design.frame.index,
        )

    def leave_out(self, groups: Sequence[NDArray[np.intp]]) -> Iterator[Refitted]:
        """Fit again without each group of patients in turn."""
        raise ModelError(REFITS.format(self.kind))

    def count_again(self, multiplicity: NDArray[np.intp], weights: Array | None) -> Refitted:
        """Fit again with each patient counted as often as told."""
        raise ModelError(REFITS.format(self.kind))

    def variances_by_patient(self, functions: Array, errors: str) -> Array:
        """Empirical variances (cr0, cr2, cr3) of linear functions, shape (k,), patients taken as independent."""
        raise ModelError(f"an empirical covariance by patient is for an MMRM, not for a {self.kind}")

    def predict_visits(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Predict the missing outcomes of subjects from those they have: estimate and std_error."""
        raise ModelError(
            f"predict_visits is for fits of mmrm, not for a {self.kind}; a growth model predicts with predict_growth"
        )

    def predict_sessions(self, frame: pd.DataFrame, *, patients: bool, new_session: bool) -> pd.DataFrame:
        """Predict the mean of sessions, with the random effects or without: estimate, std_error, df, known."""
        raise ModelError(NO_RANDOM_EFFECTS.format(self.kind))

    def random_effects(self) -> pd.DataFrame:
        """List the random effects: group, level, term, estimate, std_error."""
        raise ModelError(NO_RANDOM_EFFECTS.format(self.kind))
