"""Ordered categories, such as a global impression of change: the proportional odds model."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import CovariateDesign, covariate_design
from dnoutcomes.compare.logistic import SUSPECT, fit_logistic
from dnoutcomes.compare.two_arms import TwoArms, require_columns, two_arms
from dnoutcomes.errors import ConvergenceError, ModelError
from dnoutcomes.estimates import Estimates, Inference, linear_estimates

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OrdinalEffect:
    """The effect on an ordered category under proportional odds.

    Attributes
    ----------
    estimates : Estimates
        One row: the log odds ratio of a higher category.
    odds_ratio, conf_low, conf_high : float
        The same as an odds ratio. Above 1: the treated arm is in higher categories.
    counts : pandas.DataFrame
        Patients, a row per category and a column per arm (reference arm first).
    by_cut : pandas.DataFrame
        One row per cut between categories: above (the category that must be exceeded), odds_ratio, conf_low, conf_high
        of being above it, from a logistic regression with the same covariates; NaN where that has no finite answer.
        Proportional odds say that these are all one number.
    notes : tuple of str
        What a reader must know.
    """

    estimates: Estimates
    odds_ratio: float
    conf_low: float
    conf_high: float
    counts: pd.DataFrame
    by_cut: pd.DataFrame
    notes: tuple[str, ...]

    def _head(self) -> str:
        label = self.estimates.frame["contrast"].iloc[0]
        return f"OrdinalEffect {label}: odds ratio {self.odds_ratio:.3g} ({self.conf_low:.3g} to {self.conf_high:.3g})"

    def __repr__(self) -> str:
        return "\n".join([self._head(), self.by_cut.to_string(index=False, float_format="%.3g"), *self.notes])

    def _repr_html_(self) -> str:
        table = self.by_cut.to_html(index=False, float_format=lambda value: f"{value:.3g}", border=0)
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        return f"<p><strong>{escape(self._head())}</strong></p>{table}{notes}"


def proportional_odds(
    data: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    covariates: Sequence[str] = (),
    confidence_level: float = 0.95,
) -> OrdinalEffect:
    """Fit a proportional odds model.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient. Rows without an outcome or a treatment are left out and counted.
    outcome : str
        An ordered Categorical, or a number that takes few values. Categories nobody has are left out.
    treatment : str
        Column with two levels: a Categorical with the reference first, or 0 and 1 or booleans, of which 0 and False
        are the reference. Text is refused, as the alphabet would choose the reference.
    covariates : sequence of str
        As in `covariates.covariate_design`.
    confidence_level : float
        Coverage of the intervals.

    Returns
    -------
    OrdinalEffect

    Raises
    ------
    ModelError
        If there aren't two arms, the outcome isn't ordered or has one category, or an arm is above the other without
        exception, so that the odds ratio isn't finite.
    ConvergenceError
        If the likelihood's maximum wasn't found.

    Notes
    -----
    log odds of Y > j = x'b - c_j for every cut j. Maximum likelihood; normal intervals.
    Patients are taken for independent: where they share a therapist or a site, the interval is too narrow.

    References
    ----------
    McCullagh P. J R Stat Soc B 1980;42:109-142. Compared with SAS PROC LOGISTIC.

    Examples
    --------
    >>> frame = pd.DataFrame({"arm": [0] * 6 + [1] * 6, "pgic": [1, 2, 2, 3, 4, 3, 1, 1, 2, 2, 3, 1]})
    >>> effect = proportional_odds(frame, outcome="pgic", treatment="arm")
    >>> round(effect.odds_ratio, 2)
    0.19
    """
    require_columns(data, outcome=outcome, treatment=treatment)
    used = data[data[outcome].notna() & data[treatment].notna()]
    arms, codes = two_arms(used[treatment]), _codes(used[outcome])
    design = covariate_design(used, covariates)
    inference = _fit(codes, arms, design)
    left_out = len(data) - len(used)
    notes = [
        *design.notes,
        f"Proportional odds; {len(used)} patients, {codes.cat.categories.size} categories.",
    ]
    if left_out:
        notes.append(f"{left_out} rows without an outcome or a treatment left out.")
    estimates = linear_estimates(
        np.array([[1.0]]), inference, pd.DataFrame({"outcome": [outcome], "contrast": [arms.contrast]}),
        confidence_level=confidence_level, n_subjects=np.array([len(used)]), kind="log odds ratio", notes=tuple(notes),
    )  # fmt: skip
    row = estimates.frame.iloc[0]
    return OrdinalEffect(
        estimates=estimates,
        odds_ratio=float(np.exp(row["estimate"])),
        conf_low=float(np.exp(row["conf_low"])),
        conf_high=float(np.exp(row["conf_high"])),
        counts=_counts(codes, arms),
        by_cut=_by_cut(codes, arms, design, confidence_level),
        notes=tuple(notes),
    )


def _codes(values: pd.Series) -> pd.Series:
    """Return an ordered categorical with the categories that somebody has."""
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
        ordered = values.cat.remove_unused_categories()
    elif pd.api.types.is_numeric_dtype(values):
        ordered = values.astype(pd.CategoricalDtype(sorted(values.unique()), ordered=True))
    else:
        raise ModelError(
            f"outcome {values.name!r} must be an ordered Categorical or a number, got {values.dtype}; say its order "
            f"with pd.Categorical(..., categories=[...], ordered=True)"
        )
    if ordered.cat.categories.size < 2:
        raise ModelError(
            f"outcome {values.name!r} has {ordered.cat.categories.size} categories; at least 2 are needed"
        )
    return ordered


def _fit(codes: pd.Series, arms: TwoArms, design: CovariateDesign) -> Inference:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    slopes = design.matrix[:, 1:]
    scaled = (slopes - slopes.mean(axis=0)) / slopes.std(axis=0)
    exog = np.column_stack([arms.is_treated, scaled])
    with warnings.catch_warnings():
        # What these warnings would say is asked of the result below.
        warnings.simplefilter("ignore")
        model = OrderedModel(codes.cat.codes.to_numpy(), exog, distr="logit")
        fit = model.fit(method="bfgs", maxiter=2000, gtol=1e-9, disp=0)
        vcov = np.asarray(fit.cov_params())
    coefficient, variance = float(np.asarray(fit.params)[0]), float(vcov[0, 0])
    if abs(coefficient) > SUSPECT or not variance > 0:
        raise ModelError(
            f"the arms differ in {codes.name!r} almost without exception, so the odds ratio isn't finite; "
            f"win odds count the same pairs and stay finite unless every pair has the same winner"
        )
    # The optimiser's own flag turns false on rounding at a perfect optimum; the gradient decides.
    if np.abs(model.score(np.asarray(fit.params))).max() > 1e-4 * len(codes):
        raise ConvergenceError(f"the proportional odds model of {codes.name!r} didn't converge")
    return _normal(coefficient, variance, arms)


def _normal(coefficient: float, variance: float, arms: TwoArms) -> Inference:
    def joint(functions: Array) -> tuple[float, float, float]:
        return coefficient**2 / variance, 1.0, np.inf

    return Inference(
        (f"log odds ratio[{arms.treated}]",), np.array([coefficient]), np.array([[variance]]),
        lambda rows: np.full(len(rows), np.inf), joint, "normal (maximum likelihood)",
    )  # fmt: skip


def _counts(codes: pd.Series, arms: TwoArms) -> pd.DataFrame:
    arm = np.where(arms.is_treated == 1, str(arms.treated), str(arms.reference))
    table = pd.crosstab(codes.to_numpy(), arm).reindex(codes.cat.categories, fill_value=0)
    return table[[str(arms.reference), str(arms.treated)]].rename_axis(index=codes.name, columns=None)


def _by_cut(
    codes: pd.Series, arms: TwoArms, design: CovariateDesign, confidence_level: float
) -> pd.DataFrame:
    from scipy import stats

    matrix = np.column_stack([design.matrix[:, :1], arms.is_treated, design.matrix[:, 1:]])
    terms = (design.columns[0], "treated", *design.columns[1:])
    z = float(stats.norm.ppf(0.5 + confidence_level / 2))
    rows: list[list[Any]] = []
    for cut, category in enumerate(codes.cat.categories[:-1]):
        above = (codes.cat.codes.to_numpy() > cut).astype(float)
        try:
            fit = fit_logistic(matrix, above, terms)
        except ModelError:
            rows.append([category, np.nan, np.nan, np.nan])
            continue
        centre, half = fit.coefficients[1], z * np.sqrt(fit.vcov[1, 1])
        rows.append([category, *np.exp([centre, centre - half, centre + half])])
    return pd.DataFrame(rows, columns=["above", "odds_ratio", "conf_low", "conf_high"])
