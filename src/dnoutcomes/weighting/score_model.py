"""Arrays of a propensity score: who is kept, their score, weights, and how the weights react to the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.compare.logistic import LogisticFit, fit_logistic
from dnoutcomes.compare.two_arms import TwoArms
from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.balancing_weights import ESTIMANDS, BalancingWeight

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScoreRule:
    """How a score becomes weights; everything declared before the data are seen.

    Attributes
    ----------
    estimand : {"overlap", "ate", "att"}
        The target population, in any case: "ATE" is "ate".
    stabilised : bool
        Multiply by the share of the patient's own arm (ate only).
    trim : float or None
        Leave out scores outside [trim, 1 - trim], then fit the score once more.
    penalty : {"none", "ridge", "firth"}
        Penalty of the logistic regression.
    """

    estimand: str = "overlap"
    stabilised: bool = False
    trim: float | None = None
    penalty: str = "none"

    def __post_init__(self) -> None:
        """Refuse combinations that have no meaning."""
        object.__setattr__(self, "estimand", str(self.estimand).lower())
        if self.estimand not in ESTIMANDS:
            ESTIMANDS[self.estimand]
        if self.stabilised and self.estimand != "ate":
            raise ModelError(f"stabilised weights belong to estimand 'ate', got {self.estimand!r}")
        if self.trim is not None and not 0 < self.trim < 0.5:
            raise ModelError(f"trim must lie between 0 and 0.5, got {self.trim!r}")

    @property
    def balancing(self) -> BalancingWeight:
        """The family of weights."""
        return ESTIMANDS[self.estimand]


@dataclass(frozen=True, eq=False)
class ScoreModel:
    """A fitted score on n rows, of which m are kept after trimming.

    Attributes
    ----------
    kept : boolean array of shape (n,)
        Rows inside the trimming limits.
    matrix : array of shape (m, p)
        The design of those kept.
    treated : array of shape (m,)
        1 for the treated, 0 for the reference arm.
    fit : LogisticFit
        The score's regression on those kept.
    weights : array of shape (m,)
        Balancing weights.
    rule : ScoreRule
        What was declared.
    """

    within_trim: NDArray[np.bool_]
    matrix: Array
    treated: Array
    fit: LogisticFit
    weights: Array
    rule: ScoreRule

    def weight_slopes(self) -> Array:
        """Return the derivatives of the weights in the coefficients of the score, shape (m, p)."""
        slope = self.rule.balancing.weight_slope(self.treated, self.fit.fitted)
        return self.design_slopes(slope * arm_shares(self.treated) if self.rule.stabilised else slope)

    def design_slopes(self, slope: Array) -> Array:
        """Turn derivatives in the log odds of the score into derivatives in its coefficients."""
        return np.asarray(self.matrix * slope[:, None])


def arm_shares(treated: Array) -> Array:
    """Return each patient's share of patients in the same arm."""
    share = float(treated.mean())
    return np.asarray(np.where(treated == 1, share, 1 - share))


def fit_score(
    matrix: Array, treated: Array, terms: tuple[str, ...], rule: ScoreRule, near: LogisticFit | None = None
) -> ScoreModel:
    """Fit the score, trim, fit it again on those kept, and weight them; `near` as in `fit_logistic`.

    Raises
    ------
    ModelError
        If treatment is separated by the covariates, or trimming empties an arm.
    """
    within_trim = np.ones(len(treated), dtype=bool)
    fit = fit_logistic(matrix, treated, terms, penalty=rule.penalty, near=near)
    if rule.trim is not None:
        within_trim = (fit.fitted >= rule.trim) & (fit.fitted <= 1 - rule.trim)
        _refuse_empty(treated[within_trim], rule.trim)
        matrix, treated = matrix[within_trim], treated[within_trim]
        columns = independent_columns(matrix)
        matrix, terms = matrix[:, columns], tuple(np.array(terms, dtype=object)[columns])
        fit = fit_logistic(matrix, treated, terms, penalty=rule.penalty)
    weights = rule.balancing.weight(treated, fit.fitted)
    if rule.stabilised:
        weights = weights * arm_shares(treated)
    return ScoreModel(within_trim, matrix, treated, fit, weights, rule)


def score_notes(model: ScoreModel, arms: TwoArms) -> tuple[str, ...]:
    """Say whom the weights are about, and what was done to the score to get there."""
    rule = model.rule
    notes = [f"Target population: {rule.balancing.population}."]
    if rule.penalty != "none":
        notes.append(f"Score fitted with a {rule.penalty} penalty; balance is approximate.")
    if rule.trim is not None:
        lost = [int((~model.within_trim & (arms.is_treated == arm)).sum()) for arm in (0, 1)]
        notes.append(
            f"Trimmed to scores in [{rule.trim:g}, {1 - rule.trim:g}]: {lost[0]} patients of {arms.reference} and "
            f"{lost[1]} of {arms.treated} left out, the score fitted again."
        )
    return tuple(notes)


def _refuse_empty(treated: Array, trim: float) -> None:
    for name, count in (("treated", int((treated == 1).sum())), ("reference", int((treated == 0).sum()))):
        if count == 0:
            raise ModelError(
                f"trimming at {trim:g} leaves nobody in the {name} arm; a smaller value keeps more, and "
                f"overlap weights need no trimming"
            )
