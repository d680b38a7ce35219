"""A mixed model for repeated measures in a declared population: weights of a propensity score carried into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import CovariateDesign, covariate_design, independent_columns
from dnoutcomes.compare.two_arms import require_columns, two_arms
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, linear_estimates
from dnoutcomes.models.leave_out import with_multiplicity
from dnoutcomes.models.mmrm.mmrm import mmrm
from dnoutcomes.models.shared.contrasts import contrast
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.ls_means import ls_means
from dnoutcomes.models.shared.rank import independent_columns as independent_terms
from dnoutcomes.progress import Progress
from dnoutcomes.weighting.bootstrap import Estimator
from dnoutcomes.weighting.score_model import ScoreRule, fit_score
from dnoutcomes.weighting.study import WEIGHT, Study, read_study
from dnoutcomes.weighting.visit_errors import VisitErrors, bootstrap_errors, cluster_errors, visit_models

Array = NDArray[np.float64]


def weighted_mmrm(
    formula: str,
    data: pd.DataFrame,
    *,
    subject: str,
    visit: str,
    treatment: str,
    covariates: Sequence[str],
    estimand: str = "overlap",
    stabilised: bool = False,
    trim: float | None = None,
    penalty: str = "none",
    covariance: str = "us",
    cluster: str | None = None,
    replicates: int = 1000,
    seed: int = 20260101,
    n_jobs: int = 1,
    progress: Progress | None = None,
    confidence_level: float = 0.95,
) -> Estimates:
    """Fit an MMRM with balancing weights, and estimate the difference between the arms at each visit.

    Parameters
    ----------
    formula : str
        Outcome and fixed part, such as "pain ~ arm * visit" or "pain ~ baseline * visit + arm * visit".
    data : pandas.DataFrame
        One row per subject and visit, as in `mmrm`. Treatment and covariates are constant within subjects.
    subject, visit : str
        As in `mmrm`.
    treatment, covariates, estimand, stabilised, trim, penalty
        As in `propensity`.
    covariance : str
        Structure of the residual covariance, as in `mmrm`.
    cluster : str, optional
        Column whose values share errors, constant within subjects; one without any is a cluster alone. Each cluster is
        then left out in turn, in place of the bootstrap.
    replicates, seed, n_jobs : int
        Of the bootstrap of subjects, which fits the score again each time; see `bootstrap.bootstrap`.
    progress : callable, optional
        Called with (done, total) after each replicate; see `dnoutcomes.progress.bar`.
    confidence_level : float
        Coverage of the intervals.

    Returns
    -------
    Estimates
        One row per visit: the visit, contrast ("treated - reference") and the columns of every estimate. The functions
        refer to these differences, so that they can be averaged or tested together. Errors are those of the bootstrap,
        intervals normal; with clusters those of the jackknife, referred to t as in `effect`.

    Raises
    ------
    ModelError
        If the formula has no treatment or no visit, treatment or a covariate changes within a subject, or as in
        `propensity`, `mmrm` and `bootstrap`.

    Notes
    -----
    Every row of a subject has the subject's weight, by which the model divides the residual covariance. Differences are
    LS means at the covariate means of the data given, held fixed in the bootstrap. Outcomes that are missing are taken
    to be missing at random given the model.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> frame = pd.DataFrame({"patient": np.repeat(range(80), 2), "week": [4, 12] * 80})
    >>> severe = np.repeat(rng.integers(0, 2, 80), 2)
    >>> needled = np.repeat(rng.random(80), 2) < 0.3 + 0.4 * severe
    >>> frame = frame.assign(severe=severe, arm=needled * 1, pain=5 + severe - needled + rng.normal(0, 1, 160))
    >>> found = weighted_mmrm(
    ...     "pain ~ arm * week", frame.astype({"week": "category"}), subject="patient", visit="week", treatment="arm",
    ...     covariates=["severe"], replicates=50,
    ... )
    >>> found.frame[["week", "contrast"]].to_numpy().tolist()
    [[4, '1 - 0'], [12, '1 - 0']]
    """
    require_columns(data, subject=subject, visit=visit, treatment=treatment, cluster=cluster)
    rule = ScoreRule(estimand, stabilised, trim, penalty)
    study = read_study(data, subject, treatment, tuple(covariates), rule, cluster)
    everyone = np.arange(len(study.patients))
    again = _Again(study, formula, visit, covariance, confidence_level)
    fit, differences = again.fit, again.differences
    values = _values(differences, fit, fit.coefficients)
    errors = (
        bootstrap_errors(
            again, values, _labels(differences), len(study.patients), replicates=replicates, seed=seed,
            n_jobs=n_jobs, progress=progress,
        )
        if study.clusters is None
        else _by_cluster(study, again, differences, values, fit, visit)
    )  # fmt: skip
    return linear_estimates(
        np.eye(len(differences)),
        errors.inference,
        differences.frame[differences.label_columns],
        confidence_level=confidence_level,
        n_subjects=differences.frame["n_subjects"].to_numpy(dtype=float),
        kind=f"weighted MMRM difference ({rule.estimand})",
        notes=(
            *study.score(everyone).notes,
            f"Residual covariance: {fit.structure}. LS means at the covariate means of these data.",
            *errors.notes,
        ),
    )


def _differences(fit: MixedModelFit, treatment: str, visit: str) -> Estimates:
    for name in (treatment, visit):
        if name not in fit.design.formula:
            raise ModelError(
                f"the formula {fit.design.formula!r} doesn't hold {name!r}; write it with arm by visit"
            )
    return contrast(ls_means(fit, treatment, by=visit), "vs_reference")


@dataclass(frozen=True, eq=False)
class _Again:
    """The model fitted to everyone, and a replicate of its differences from the patients drawn.

    Copied to another process, it takes the data along and fits the model again there: a fit holds functions that can't
    be copied.
    """

    study: Study
    formula: str
    visit: str
    covariance: str
    confidence_level: float

    @cached_property
    def fit(self) -> MixedModelFit:
        everyone = np.arange(len(self.study.patients))
        return mmrm(
            self.formula, self.study.weighted(everyone), subject=self.study.subject, visit=self.visit,
            covariance=self.covariance, weights=WEIGHT, df="residual", confidence_level=self.confidence_level,
        )  # fmt: skip

    @cached_property
    def differences(self) -> Estimates:
        return _differences(self.fit, self.study.treatment, self.visit)

    @cached_property
    def _replicate(self) -> Estimator:
        # Trimming changes who takes part, so that the rows have to be laid out again; else their moments will do.
        if self.study.rule.trim is not None:
            return _Rows(self.study, self.fit, self.differences)
        return _moments(self.study, self.fit, self.differences)

    def __call__(self, drawn: NDArray[np.intp]) -> Array:
        return self._replicate(drawn)

    def __getstate__(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, eq=False)
class _Rows:
    """A replicate from the rows of the patients drawn."""

    study: Study
    fit: MixedModelFit
    differences: Estimates

    def __call__(self, drawn: NDArray[np.intp]) -> Array:
        return _values(self.differences, self.fit, self.fit.refit(self.study.weighted(drawn)).coefficients)


@dataclass(frozen=True, eq=False)
class _Moments:
    """A replicate from the moments of the fit: patients counted as often as drawn, with the weights of their score."""

    fit: MixedModelFit
    differences: Estimates
    design: CovariateDesign
    treated: Array
    rule: ScoreRule
    rows: _Rows

    def __call__(self, drawn: NDArray[np.intp]) -> Array:
        matrix = self.design.matrix[drawn]
        keep = independent_columns(matrix)
        names = tuple(name for name, stays in zip(self.design.columns, keep) if stays)
        weights = np.ones(len(self.treated))
        weights[drawn] = fit_score(matrix[:, keep], self.treated[drawn], names, self.rule).weights
        # Subjects of the fit are numbers of patients; one without a score isn't among them.
        fitted = self.fit.design.subject_labels.to_numpy(dtype=np.intp)
        counts = np.bincount(drawn, minlength=len(self.treated))[fitted]
        if self._lacks_a_level(counts):
            # Laying out the rows again leaves it out of the model.
            return self.rows(drawn)
        again = with_multiplicity(self.fit, counts, weights[fitted])
        return _values(
            self.differences, self.fit, pd.Series(again.coefficients, list(self.fit.inference.terms))
        )

    def _lacks_a_level(self, counts: NDArray[np.intp]) -> bool:
        """Whether a column of the model is no longer told apart from others by the patients drawn."""
        design = self.fit.design
        there = design.x[counts[design.subject_codes] > 0]
        return len(independent_terms(there)) < int(np.isfinite(self.fit.inference.coefficients).sum())


def _moments(study: Study, fit: MixedModelFit, differences: Estimates) -> _Moments:
    design = covariate_design(study.patients, study.covariates)
    return _Moments(
        fit,
        differences,
        design,
        two_arms(study.patients[study.treatment]).is_treated,
        study.rule,
        _Rows(study, fit, differences),
    )


def _values(differences: Estimates, fit: MixedModelFit, coefficients: pd.Series) -> Array:
    """Return the differences with other coefficients."""
    by_term = coefficients.reindex(list(fit.inference.terms)).to_numpy(dtype=float)
    functions = np.asarray(differences.functions)
    needed = (functions != 0).any(axis=0)
    if np.isnan(by_term[needed]).any():
        raise ModelError("a visit or a level has nobody left, so that its difference can't be estimated")
    return np.asarray(functions[:, needed] @ by_term[needed])


def _by_cluster(
    study: Study, replicate: Estimator, differences: Estimates, values: Array, fit: MixedModelFit, visit: str
) -> VisitErrors:
    assert study.clusters is not None
    treated = two_arms(study.patients[study.treatment]).is_treated
    design = np.column_stack([treated, covariate_design(study.patients, study.covariates).matrix])
    weights = study.score(np.arange(len(treated))).weights.to_numpy()
    visits = differences.frame[visit].tolist()
    models = visit_models(fit, visit, visits, design, weights, study.clusters)
    return cluster_errors(replicate, values, _labels(differences), study.clusters, models)


def _labels(differences: Estimates) -> tuple[str, ...]:
    return tuple(differences.frame[differences.label_columns].astype(str).agg(" ".join, axis=1))
