"""Propensity scores of the patients of AnalysisData, and how alike they make the arms: the plan names the columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.score_rows import score_covariates, with_recorded_covariates
from dnoutcomes.describe.baseline_characteristics import baseline_characteristics
from dnoutcomes.weighting.balance import balance_table
from dnoutcomes.weighting.propensity import Propensity
from dnoutcomes.weighting.propensity import propensity as general_propensity


def propensity(
    analysis: AnalysisData,
    estimand: str = "overlap",
    *,
    stabilised: bool = False,
    trim: float | None = None,
    penalty: str = "none",
) -> Propensity:
    """Estimate how likely each patient was to be in the treated arm, and the weights that make the arms alike.

    Parameters
    ----------
    analysis : AnalysisData
        Its patients with a baseline, whether they were seen again or not.
    estimand : {"overlap", "ate", "att"}
        Whom the effect is about: patients who might have had either treatment, all, or those like the treated.
    stabilised, trim, penalty
        As in `weighting.propensity`.

    Returns
    -------
    Propensity
        `.scores` and `.weights` have the index of `analysis.patients`.

    Notes
    -----
    The score's covariates are baseline, cause (as the models pool causes) and the plan's covariates as recorded: a gap
    enters as a level of its own or, for a number, with an indicator.

    See Also
    --------
    dnoutcomes.weighting.propensity : The general core, with formulas.
    """
    return general_propensity(
        with_recorded_covariates(analysis, analysis.patients),
        treatment="arm",
        covariates=score_covariates(analysis),
        estimand=estimand,
        stabilised=stabilised,
        trim=trim,
        penalty=penalty,
    )


def balance(analysis: AnalysisData, estimand: str = "overlap", **options: Any) -> pd.DataFrame:
    """Show how alike the arms are in everything recorded up to time zero, before and after weighting.

    Parameters
    ----------
    analysis : AnalysisData
    estimand : {"overlap", "ate", "att"}
    **options
        Those of `propensity`.

    Returns
    -------
    pandas.DataFrame
        One row per number and level of a category: `covariate, level, mean_treated, mean_reference, smd_before,
        weighted_mean_treated, weighted_mean_reference, smd_after` and `adjusted`: whether it's a covariate of the
        score. Those come first; then what else is recorded (`describe.baseline_characteristics`), weighted by the same
        score and not balanced by it, among the patients of whom it is recorded. For `figures.plot_love`.
    """
    return balance_of(propensity(analysis, estimand, **options), analysis)


def balance_of(score: Propensity, analysis: AnalysisData) -> pd.DataFrame:
    """Return `balance` of a score that has been estimated.

    Parameters
    ----------
    score : Propensity
        From `propensity(analysis)`.
    analysis : AnalysisData
    """
    of_the_score = score.balance().assign(adjusted=True)
    treated = (analysis.patients["arm"] == analysis.plan.treated_arm).to_numpy(dtype=float)
    weights = score.weights.to_numpy(dtype=float)
    others = baseline_characteristics(analysis).drop(
        columns=[*score_covariates(analysis), "cause"], errors="ignore"
    )
    parts = [of_the_score]
    for name in others.columns:
        given = others[name].notna().to_numpy() & np.isfinite(weights)
        if len(set(treated[given])) == 2 and others[name].nunique() > 1:
            profile = _profile(others.loc[given, name])
            parts.append(balance_table(profile, treated[given], weights[given]).assign(adjusted=False))
    return pd.concat(parts, ignore_index=True)


def _profile(values: pd.Series) -> pd.DataFrame:
    """One column for a number, one of 0 and 1 per level for anything else; columns (covariate, level)."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return pd.DataFrame({(values.name, ""): values.astype("float64")})
    text = values.astype(str)
    return pd.DataFrame({(values.name, level): (text == level).astype(float) for level in sorted(set(text))})
