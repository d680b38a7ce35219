"""MixedModelFit: what any fitted longitudinal model answers, and how it prints itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, Inference, linear_estimates
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.engine import Engine

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LeavingCause:
    """Why a covariance structure was left.

    Attributes
    ----------
    sentence : str
        The cause, marked with `term` where it can come first, as reports say the first; braces stand for `parts`.
    parts : mapping of str to str
        Names and numbers in it that anybody may read.
    detail : str
        What follows it in a message: advice, and numbers of rows, which a report may have to hide.

    Examples
    --------
    >>> str(LeavingCause("more parameters than data", detail=": 10, and 3 rows"))
    'more parameters than data: 10, and 3 rows'
    """

    sentence: str
    parts: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""

    def __str__(self) -> str:
        return self.sentence.format_map(self.parts) + self.detail


@dataclass(frozen=True)
class Attempt:
    """One covariance structure that was tried.

    Attributes
    ----------
    covariance : str
        Its name.
    used : bool
        Whether the fit stands on it.
    reason : str
        Why it was used or left, in words.
    log_likelihood : float
        What it reached; NaN when it could not be evaluated.
    causes : tuple of LeavingCause
        What `reason` says of a structure that was left, the gravest first.
    """

    covariance: str
    used: bool
    reason: str
    log_likelihood: float = float("nan")
    causes: tuple[LeavingCause, ...] = ()


@dataclass(frozen=True, eq=False)
class MixedModelFit:
    """A fitted model for repeated outcomes with correlated residuals or random effects.

    Attributes
    ----------
    engine : Engine
        The model at its estimates, which answers for residuals, diagnostics, influence, refits and predictions.
    structure : str
        Name of the covariance structure.
    log_likelihood : float
        Restricted log-likelihood when `reml`, else the log-likelihood.
    n_parameters : int
        Covariance parameters estimated.
    reml : bool
        Whether the restricted likelihood was maximised.
    converged : bool
        Whether the optimiser reached a proper maximum; `notes` say what to do when it didn't.
    path : tuple of Attempt
        Structures tried, in order, and why each was left or used.
    notes : tuple of str
        What a reader must know.
    confidence_level : float
        Coverage of intervals, unless a table asks for another.
    refit : callable
        Frame like the one fitted to a new fit with the same settings; resampling uses it.
    details : dict
        Facts that belong to one kind of model, for readers; what is asked of a model goes to its engine.
    """

    engine: Engine
    structure: str
    log_likelihood: float
    n_parameters: int
    reml: bool
    converged: bool
    path: tuple[Attempt, ...]
    notes: tuple[str, ...]
    confidence_level: float
    refit: Callable[[pd.DataFrame], MixedModelFit]
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < self.confidence_level < 1:
            raise ModelError(
                f"confidence_level must lie between 0 and 1, such as 0.95; got {self.confidence_level!r}"
            )

    @property
    def design(self) -> ModelDesign:
        """Rows used, coded covariates, factor levels."""
        return self.engine.design

    @property
    def inference(self) -> Inference:
        """Coefficients with their covariance and degrees of freedom."""
        return self.engine.inference

    @property
    def covariance(self) -> pd.DataFrame | dict[Any, pd.DataFrame]:
        """Visit by visit covariance of an MMRM (by group), or covariance of the random effects."""
        return self.engine.covariance

    @property
    def model_vcov(self) -> Array:
        """Model-based covariance of the coefficients, (X' V^-1 X)^-1, whatever `vcov` reports."""
        return self.engine.model_vcov

    @property
    def title(self) -> str:
        """What kind of model this is, to begin a line with."""
        return self.engine.kind[:1].upper() + self.engine.kind[1:]

    @property
    def coefficients(self) -> pd.Series:
        """Estimates by term; NaN marks an aliased coefficient."""
        return pd.Series(self.inference.coefficients, index=list(self.inference.terms), name="estimate")

    @property
    def vcov(self) -> pd.DataFrame:
        """Covariance of the coefficients that standard errors use, term by term; NaN where aliased."""
        terms = list(self.inference.terms)
        frame = pd.DataFrame(self.inference.vcov, index=terms, columns=terms)
        aliased = np.isnan(self.inference.coefficients)
        frame.loc[aliased, :] = np.nan
        frame.loc[:, aliased] = np.nan
        return frame

    @property
    def aic(self) -> float:
        """Akaike's criterion; see `glance` for what it counts."""
        return 2.0 * self._counted - 2.0 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion with the number of patients; see `glance` for what it counts."""
        return float(np.log(self.design.n_subjects)) * self._counted - 2.0 * self.log_likelihood

    @property
    def _counted(self) -> int:
        rank = int(np.isfinite(self.inference.coefficients).sum())
        return self.n_parameters + (0 if self.reml else rank)

    def estimates(self) -> Estimates:
        """Coefficients as Estimates; those kept are as if the aliased columns weren't in the formula."""
        is_estimated = np.isfinite(self.inference.coefficients)
        labels = pd.DataFrame({"term": list(self.inference.terms)})
        return linear_estimates(
            np.eye(len(labels)),
            replace(self.inference, estimable=lambda functions: is_estimated),
            labels,
            confidence_level=self.confidence_level,
            kind="coefficient",
            notes=self.notes,
            n_subjects=np.full(len(labels), float(self.design.n_subjects)),
        )

    def tidy(self) -> pd.DataFrame:
        """Return one row per coefficient: term, then the columns of Estimates."""
        return self.estimates().frame

    def glance(self) -> pd.DataFrame:
        """Return one row about the whole fit.

        Returns
        -------
        pandas.DataFrame
            n_observations, n_subjects, n_coefficients, n_covariance_parameters, log_likelihood, aic, bic,
            covariance, method, df_method, converged.

        Notes
        -----
        With REML, AIC and BIC count the covariance parameters only; with ML also the coefficients that
        could be estimated. BIC uses the number of patients. REML criteria compare fits with the same
        covariates only.
        """
        return pd.DataFrame(
            [
                {
                    "n_observations": self.design.n_observations,
                    "n_subjects": self.design.n_subjects,
                    "n_coefficients": int(np.isfinite(self.inference.coefficients).sum()),
                    "n_covariance_parameters": self.n_parameters,
                    "log_likelihood": self.log_likelihood,
                    "aic": self.aic,
                    "bic": self.bic,
                    "covariance": self.structure,
                    "method": "REML" if self.reml else "ML",
                    "df_method": self.inference.method,
                    "converged": self.converged,
                }
            ]
        )

    def augment(self) -> pd.DataFrame:
        """Return one row per observation used, with its original index.

        Returns
        -------
        pandas.DataFrame
            The columns of the model, then fitted, residual (outcome - fitted), pearson (residual over its
            marginal standard deviation) and normalized (the patient's residuals times the inverse Cholesky
            factor of their covariance: independent with variance 1 when the model holds).
        """
        table = self.engine.residual_table()
        return self.design.frame.assign(**{name: table[name].to_numpy() for name in table})

    @property
    def fitted(self) -> Array:
        """Fixed part of the fit for each row used."""
        return self.engine.fitted

    def __repr__(self) -> str:
        table = self.tidy().drop(columns="n_subjects").to_string(index=False, float_format="%.5g")
        return "\n".join([*self._heading(), "", table, "", *self.notes])

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self._heading())
        table = (
            self.tidy()
            .drop(columns="n_subjects")
            .to_html(index=False, border=0, float_format=lambda value: f"{value:.5g}")
        )
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        return f"{lines}{table}{notes}"

    def _heading(self) -> list[str]:
        design = self.design
        likelihood = "restricted log-likelihood" if self.reml else "log-likelihood"
        return [
            f"{self.title}: {design.formula}",
            f"{design.n_observations} observations of {design.n_subjects} subjects; covariance "
            f"{self.structure} ({self.n_parameters} parameters); df: {self.inference.method}",
            f"{likelihood} {self.log_likelihood:.4f}, AIC {self.aic:.2f}, BIC {self.bic:.2f}, "
            f"{'converged' if self.converged else 'NOT CONVERGED'}",
            *(
                f"{tried.covariance}: {'used' if tried.used else 'left'}, {tried.reason}"
                for tried in self.path
            ),
        ]
