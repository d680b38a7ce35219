"""Propensity scores, the weights they give, and what the weights achieve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from dnoutcomes.compare.covariates import CovariateDesign, covariate_design
from dnoutcomes.compare.logistic import LogisticFit
from dnoutcomes.compare.two_arms import TwoArms, require_columns, two_arms
from dnoutcomes.weighting.balance import balance_table, effective_sample_size
from dnoutcomes.weighting.score_model import ScoreModel, ScoreRule, fit_score, score_notes


@dataclass(frozen=True, eq=False)
class Propensity:
    """A fitted propensity score and its balancing weights.

    Attributes
    ----------
    scores : pandas.Series
        Probability of the treated level given the covariates, aligned to the data's index. NaN where the treatment is
        missing. After trimming, the score fitted on those kept; NaN for those trimmed.
    weights : pandas.Series
        Balancing weights, aligned likewise; 0 for those trimmed, NaN where the treatment is missing.
    arms : TwoArms
        The reference and the treated level.
    design : CovariateDesign
        The covariates as columns, for the rows with a treatment.
    fitted : ScoreModel
        The arrays behind the scores.
    notes : tuple of str
        What a reader must know: target population, missing covariates, columns left out, penalty, trimming.
    """

    scores: pd.Series
    weights: pd.Series
    arms: TwoArms
    design: CovariateDesign
    fitted: ScoreModel
    notes: tuple[str, ...]

    @property
    def estimand(self) -> str:
        """The target population's name."""
        return self.fitted.rule.estimand

    @property
    def model(self) -> LogisticFit:
        """The logistic regression of treatment on the covariates."""
        return self.fitted.fit

    @property
    def effective_sample_size(self) -> pd.Series:
        """Effective number of patients, by arm (reference arm first)."""
        weights, treated = self.fitted.weights, self.fitted.treated
        sizes = [effective_sample_size(weights[treated == arm]) for arm in (0, 1)]
        index = pd.Index([self.arms.reference, self.arms.treated], name="arm")
        return pd.Series(sizes, index=index, name="effective_sample_size")

    def balance(self) -> pd.DataFrame:
        """Return means by arm and standardised differences before and after weighting.

        Returns
        -------
        pandas.DataFrame
            One row per number and per level of a category, as in `balance.balance_table`. "Before" is every patient
            with a treatment; those trimmed have weight 0 after.
        """
        weights = self.weights.dropna().to_numpy()
        return balance_table(self.design.profile, self.arms.is_treated, weights)

    def positivity(self) -> pd.DataFrame:
        """Return where the scores of the arms lie.

        Returns
        -------
        pandas.DataFrame
            One row per arm (reference arm first): arm, n, minimum, lower_quartile, median, upper_quartile, maximum of
            the score, and share_outside, the share of the arm beyond the range of the other arm's scores.
        """
        scores, treated = self.model.fitted, self.fitted.treated
        rows = []
        for level, arm in ((self.arms.reference, 0), (self.arms.treated, 1)):
            of_arm, other = scores[treated == arm], scores[treated != arm]
            outside = (of_arm < other.min()) | (of_arm > other.max())
            rows.append([level, len(of_arm), *np.quantile(of_arm, [0, 0.25, 0.5, 0.75, 1]), outside.mean()])
        names = ["minimum", "lower_quartile", "median", "upper_quartile", "maximum", "share_outside"]
        return pd.DataFrame(rows, columns=["arm", "n", *names])

    def __repr__(self) -> str:
        return "\n".join(
            [self._head(), self.balance().to_string(index=False, float_format="%.3g"), *self.notes]
        )

    def _repr_html_(self) -> str:
        table = self.balance().to_html(index=False, float_format=lambda value: f"{value:.3g}", border=0)
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        return f"<p><strong>{escape(self._head())}</strong></p>{table}{notes}"

    def _head(self) -> str:
        sizes = ", ".join(f"{size:.1f} ({arm})" for arm, size in self.effective_sample_size.items())
        return f"Propensity: {self.estimand}, effective sample size {sizes}"


def propensity(
    data: pd.DataFrame,
    *,
    treatment: str,
    covariates: Sequence[str],
    estimand: str = "overlap",
    stabilised: bool = False,
    trim: float | None = None,
    penalty: str = "none",
) -> Propensity:
    """Estimate propensity scores and the weights that balance two arms.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient. Rows without a treatment are left out and counted.
    treatment : str
        Column with two levels: a Categorical with the reference first, or 0 and 1 or booleans, of which 0 and False
        are the reference. Text is refused, as the alphabet would choose the reference.
    covariates : sequence of str
        Columns or formula terms known before treatment, as in `covariate_design`. Missing values get an indicator.
    estimand : {"overlap", "ate", "att"}
        Whom the effect is about: patients who might have had either treatment, all, or those like the treated.
    stabilised : bool
        Multiply weights by the share of the patient's own arm (ate only).
    trim : float, optional
        Leave out patients whose score is outside [trim, 1 - trim], and fit the score again on the others.
    penalty : {"none", "ridge", "firth"}
        For covariates that separate the arms, which is an error with "none". Exact balance is lost with a penalty.

    Returns
    -------
    Propensity

    Raises
    ------
    ModelError
        If there aren't two arms, a column is absent, the covariates separate the arms, or trimming empties an arm.

    Notes
    -----
    Score e from a logistic regression by maximum likelihood. Weights of the treated and of the reference arm: overlap
    1 - e and e; ate 1/e and 1/(1 - e); att 1 and e/(1 - e). With overlap weights and no penalty the weighted means of
    every column of the regression are equal in both arms.

    References
    ----------
    Li F, Morgan KL, Zaslavsky AM. J Am Stat Assoc 2018;113:390-400 (overlap weights).
    Crump RK, Hotz VJ, Imbens GW, Mitnik OA. Biometrika 2009;96:187-199 (trimming).

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "arm": pd.Categorical(["a", "b", "a", "b", "a", "b", "b", "a"], ["a", "b"]),
    ...     "age": [40, 41, 45, 50, 52, 47, 60, 38],
    ... })
    >>> score = propensity(frame, treatment="arm", covariates=["age"])
    >>> score.balance()[["smd_before", "smd_after"]].round(3).abs().to_numpy().tolist()
    [[0.805, 0.0]]
    """
    require_columns(data, treatment=treatment)
    has_treatment = data[treatment].notna()
    used = data[has_treatment]
    arms = two_arms(used[treatment])
    design = covariate_design(used, covariates, known_apart=(treatment,))
    rule = ScoreRule(estimand, stabilised, trim, penalty)
    fitted = fit_score(design.matrix, arms.is_treated, design.columns, rule)
    notes = (*score_notes(fitted, arms), *design.notes, *_missing_notes(int((~has_treatment).sum())))
    scores, weights = np.full(len(used), np.nan), np.zeros(len(used))
    scores[fitted.within_trim], weights[fitted.within_trim] = fitted.fit.fitted, fitted.weights
    return Propensity(
        scores=_aligned(scores, has_treatment, "propensity_score"),
        weights=_aligned(weights, has_treatment, "weight"),
        arms=arms,
        design=design,
        fitted=fitted,
        notes=notes,
    )


def _aligned(values: np.ndarray, has_treatment: pd.Series, name: str) -> pd.Series:
    full = np.full(len(has_treatment), np.nan)
    full[has_treatment.to_numpy()] = values
    return pd.Series(full, index=has_treatment.index, name=name)


def _missing_notes(count: int) -> tuple[str, ...]:
    return (f"{count} rows without a treatment left out.",) if count else ()
