"""Mean outcome of both arms in the target population, and what each patient adds to it.

The estimating equations of the score, of attrition and of the outcome models are stacked with those of the means. The
stack is triangular, so its sandwich covariance is the sum of squares of the influences below: the equation of the mean
plus its derivative in each set of estimated coefficients times those coefficients' own influence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.errors import ModelError
from dnoutcomes.registry import Registry
from dnoutcomes.weighting.attrition import Attrition, fit_attrition, no_attrition
from dnoutcomes.weighting.score_model import ScoreModel, ScoreRule, fit_score

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sample:
    """The arrays of one comparison, a row per patient with a treatment.

    Attributes
    ----------
    matrix : array of shape (n, p)
        Design of the score (and of the outcome models), a constant first.
    terms : tuple of str
        Names of its columns.
    treated : array of shape (n,)
        1 for the treated, 0 for the reference arm.
    outcome : array of shape (n,)
        NaN where not observed.
    attrition_matrix : array of shape (n, q), optional
        Design of being observed; absent when every outcome is observed.
    attrition_terms : tuple of str
        Names of its columns.
    attrition_penalty : {"none", "ridge", "firth"}
        Penalty of that regression.
    """

    matrix: Array
    terms: tuple[str, ...]
    treated: Array
    outcome: Array
    attrition_matrix: Array | None = None
    attrition_terms: tuple[str, ...] = ()
    attrition_penalty: str = "none"

    def rows(self, index: NDArray[np.intp]) -> Sample:
        """Return these rows, without columns that no longer vary on them."""
        matrix = self.matrix[index]
        keep = independent_columns(matrix)
        terms = tuple(name for name, stays in zip(self.terms, keep) if stays)
        attrition = None if self.attrition_matrix is None else self.attrition_matrix[index]
        return replace(
            self,
            matrix=matrix[:, keep],
            terms=terms,
            treated=self.treated[index],
            outcome=self.outcome[index],
            attrition_matrix=attrition,
        )


@dataclass(frozen=True, eq=False)
class ArmMeans:
    """Means of the reference and of the treated arm.

    Attributes
    ----------
    means : array of shape (2,)
        Reference arm first.
    influence : array of shape (m, 2)
        What each kept patient adds to estimate minus truth, to first order.
    score : ScoreModel
        The score behind them.
    weights : array of shape (m,)
        Balancing weights times those for attrition; 0 for those not observed.
    attrition : Attrition
        The weights for attrition by themselves.
    """

    means: Array
    influence: Array
    score: ScoreModel
    weights: Array
    attrition: Attrition


def estimate_means(sample: Sample, rule: ScoreRule, method: str, near: ArmMeans | None = None) -> ArmMeans:
    """Fit the score and whatever else the method needs, and estimate both means.

    Parameters
    ----------
    sample : Sample
    rule : ScoreRule
    method : str
        A name in `METHODS`.
    near : ArmMeans, optional
        Of nearly the same patients: its regressions are begun from, which saves time.

    Raises
    ------
    ModelError
        If the score, attrition or an outcome model can't be fitted, or the method is unknown.
    """
    solve = METHODS[method].solve
    score = fit_score(
        sample.matrix, sample.treated, sample.terms, rule, None if near is None else near.score.fit
    )
    outcome = sample.outcome[score.within_trim]
    observed = ~np.isnan(outcome)
    if sample.attrition_matrix is None:
        attrition = no_attrition(len(outcome))
    else:
        attrition = fit_attrition(
            sample.attrition_matrix[score.within_trim],
            observed,
            score.treated,
            sample.attrition_terms,
            penalty=sample.attrition_penalty,
            near=None if near is None else near.attrition.fit,
        )
    return solve(score, np.where(observed, outcome, 0.0), observed, attrition)


def _weighted(
    score: ScoreModel, outcome: Array, observed: NDArray[np.bool_], attrition: Attrition
) -> ArmMeans:
    # Balancing the arms, times standing in for those who were lost.
    combined = score.weights * attrition.weights
    means, influence = np.empty(2), np.empty((len(outcome), 2))
    for arm in (0, 1):
        of_arm = combined * (score.treated == arm)
        means[arm] = of_arm @ outcome / of_arm.sum()
        # The estimating equation of a weighted mean, sum w (y - mean) = 0, and what the estimated weights add to it.
        equation = of_arm * (outcome - means[arm])
        residual = (score.treated == arm) * (outcome - means[arm])
        influence[:, arm] = (equation + _through_weights(score, attrition, residual)) / of_arm.sum()
    return ArmMeans(means, influence, score, combined, attrition)


def _augmented(
    score: ScoreModel, outcome: Array, observed: NDArray[np.bool_], attrition: Attrition
) -> ArmMeans:
    return _modelled(score, outcome, observed, attrition, augment=True)


def _standardised(
    score: ScoreModel, outcome: Array, observed: NDArray[np.bool_], attrition: Attrition
) -> ArmMeans:
    return _modelled(score, outcome, observed, attrition, augment=False)


def _modelled(
    score: ScoreModel, outcome: Array, observed: NDArray[np.bool_], attrition: Attrition, *, augment: bool
) -> ArmMeans:
    """Average each arm's predictions over the target population, and add its weighted residuals if asked."""
    balancing, fitted = score.rule.balancing, score.fit.fitted
    tilt = balancing.tilt(score.treated, fitted)
    tilt_slopes = score.design_slopes(balancing.tilt_slope(score.treated, fitted))
    combined = score.weights * attrition.weights
    means, influence = np.empty(2), np.empty((len(outcome), 2))
    for arm in (0, 1):
        of_arm = (score.treated == arm).astype(float)
        predicted, model_influence = _outcome_model(score, outcome, of_arm * observed, arm)
        residual = of_arm * (outcome - predicted) if augment else np.zeros(len(outcome))
        # How much the mean leans on the outcome model: not at all where weights balance the covariates exactly.
        reliance = tilt - of_arm * combined if augment else tilt
        # AIPW: predictions over the target population, corrected by the weighted residuals of the arm.
        means[arm] = (tilt @ predicted + combined @ residual) / tilt.sum()
        equation = tilt * (predicted - means[arm]) + combined * residual
        influence[:, arm] = (
            equation
            + _through_weights(score, attrition, residual)
            + score.fit.influence @ (tilt_slopes.T @ (predicted - means[arm]))
            + model_influence @ (score.matrix.T @ reliance)
        ) / tilt.sum()
    return ArmMeans(means, influence, score, combined, attrition)


def _ancova(score: ScoreModel, outcome: Array, observed: NDArray[np.bool_], attrition: Attrition) -> ArmMeans:
    """Weighted least squares on treatment and covariates, read off as the means of the target population."""
    balancing, fitted = score.rule.balancing, score.fit.fitted
    tilt = balancing.tilt(score.treated, fitted)
    tilt_slopes = score.design_slopes(balancing.tilt_slope(score.treated, fitted))
    combined = score.weights * attrition.weights
    design = np.column_stack([score.treated, score.matrix])
    inverse = np.linalg.inv((design * combined[:, None]).T @ design)
    coefficients = inverse @ (design.T @ (combined * outcome))
    residual = design * (outcome - design @ coefficients)[:, None]
    model_influence = (combined[:, None] * residual + _through_weights(score, attrition, residual)) @ inverse
    means, influence = np.empty(2), np.empty((len(outcome), 2))
    for arm in (0, 1):
        world = np.column_stack([np.full(len(outcome), float(arm)), score.matrix])
        predicted = world @ coefficients
        means[arm] = tilt @ predicted / tilt.sum()
        influence[:, arm] = (
            tilt * (predicted - means[arm])
            + score.fit.influence @ (tilt_slopes.T @ (predicted - means[arm]))
            + model_influence @ (world.T @ tilt)
        ) / tilt.sum()
    return ArmMeans(means, influence, score, combined, attrition)


def _through_weights(score: ScoreModel, attrition: Attrition, residual: Array) -> Array:
    """Return what each patient adds to sum(weights * residual) by way of the estimated weights.

    `residual` has shape (m,), or (m, k) for k sums at once; so has the result.
    """
    by_attrition, by_score = (residual.T * attrition.weights).T, (residual.T * score.weights).T
    through_score = score.fit.influence @ (score.weight_slopes().T @ by_attrition)
    return np.asarray(through_score + attrition.influence @ (attrition.slopes.T @ by_score))


def _outcome_model(score: ScoreModel, outcome: Array, used: Array, arm: int) -> tuple[Array, Array]:
    """Fit least squares in one arm; return predictions for all and the influence on the coefficients."""
    design = score.matrix * used[:, None]
    dependent = ~independent_columns(design[used > 0])
    if dependent.any():
        names = ", ".join(name for name, lost in zip(score.fit.terms, dependent) if lost)
        raise ModelError(
            f"the outcome model of the {'treated' if arm else 'reference'} arm ({int(used.sum())} patients) can't "
            f"be fitted: {names} is constant or implied by the other covariates there. Leave it out, merge its "
            f"levels, or use method='weighted'"
        )
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ (design.T @ outcome)
    predicted = score.matrix @ coefficients
    return predicted, (design * (outcome - predicted)[:, None]) @ inverse


Solver = Callable[[ScoreModel, Array, NDArray[np.bool_], Attrition], ArmMeans]


@dataclass(frozen=True)
class Method:
    """A way to use the score.

    Attributes
    ----------
    label : str
        What its difference is called.
    solve : callable
        (score, outcome with 0 where unobserved, observed, attrition) to `ArmMeans`.
    """

    label: str
    solve: Solver


METHODS: Registry[Method] = Registry(
    "method",
    [
        ("weighted", Method("weighted difference", _weighted)),
        ("aipw", Method("augmented weighted difference", _augmented)),
        ("ancova", Method("weighted adjusted difference", _ancova)),
        ("standardised", Method("standardised difference", _standardised)),
    ],
    error=ModelError,
)
