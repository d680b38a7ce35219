"""Whether the effect of treatment differs between causes: one joint test, never a p-value within a cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.ancova import AncovaFit
from dnoutcomes.compare.treatment_effects import treatment_effects
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, JointTest

if TYPE_CHECKING:
    from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]


def interaction_test(fit: AncovaFit | MixedModelFit, visit: str | None = None) -> JointTest:
    """Test whether the effect of treatment is the same for every cause.

    Parameters
    ----------
    fit : AncovaFit or MixedModelFit
        An ANCOVA fitted with `by`, or a mixed model from `fit_mmrm`.
    visit : str, optional
        For a mixed model, the visit at which effects are compared; without it they are compared at all visits
        jointly. The primary visit answers the question that a report asks.

    Returns
    -------
    JointTest

    Raises
    ------
    ModelError
        The fit has no interaction, or effects can be estimated for one cause only.

    Notes
    -----
    Null hypothesis of the ANCOVA and of a mixed model at a visit v: L_k b = L_1 b for all causes k, where L_k b is
    treatment - reference for cause k (at v). Over all visits: the same at every visit, which is arm:cause and
    arm:cause:visit jointly. A test at one visit looks for a difference where it matters; the test over all visits
    spends degrees of freedom on visits that were not primary. Causes without patients in both arms take no part.
    """
    if isinstance(fit, AncovaFit):
        if fit.by is None:
            raise ModelError(
                "this ANCOVA was fitted without `by`, so it has one effect and no interaction to test"
            )
        return equality_test(treatment_effects(fit), fit.by)
    test = equality_test(_effects_by_cause(fit, visit), "cause")
    return replace(
        test, hypothesis="arm:cause + arm:cause:visit" if visit is None else f"arm:cause at {visit}"
    )


def equality_test(effects: Estimates, factor: str) -> JointTest:
    """Test that effects don't depend on a factor, jointly over their other labels.

    Parameters
    ----------
    effects : Estimates
        One row per level of `factor`, and per level of other labels where there are any, with the linear functions
        behind them. Rows that can't be estimated take no part.
    factor : str
        A label column.

    Returns
    -------
    JointTest

    Raises
    ------
    ModelError
        The label is missing, the effects aren't linear functions of one model, or fewer than two levels have one.
    """
    if factor not in effects.label_columns:
        raise ModelError(
            f"the effects have no label {factor!r}; there are {', '.join(effects.label_columns)}"
        )
    if effects.functions is None or effects.inference is None:
        raise ModelError("only effects that are linear functions of one model's coefficients can be compared")
    differences = _differences(effects.frame, effects.functions, factor)
    if not len(differences):
        raise ModelError(
            f"fewer than two levels of {factor!r} have an effect that can be estimated: nothing to compare"
        )
    from scipy import stats

    statistic, df_num, df_denom = effects.inference.joint(differences)
    p_value = float(stats.f.sf(statistic, df_num, df_denom))
    return JointTest(statistic, df_num, df_denom, p_value, f"arm:{factor}", effects.inference.method)


def _differences(frame: pd.DataFrame, functions: Array, factor: str) -> Array:
    """Every estimated row minus the first one with the same other labels."""
    others = [column for column in frame.columns[: list(frame.columns).index("estimate")] if column != factor]
    estimated = frame.loc[frame["estimate"].notna(), others].reset_index(names="place")
    groups = (
        estimated.groupby(others, observed=True, sort=False)["place"]
        if others
        else [("", estimated["place"])]
    )
    rows = [functions[positions.to_numpy()[1:]] - functions[positions.iloc[0]] for _, positions in groups]
    return np.vstack(rows) if rows else np.empty((0, functions.shape[1]))


def _effects_by_cause(fit: MixedModelFit, visit: str | None) -> Estimates:
    from dnoutcomes.models import contrast, ls_means

    if "cause" not in fit.design.factors:
        raise ModelError(
            f"the model {fit.design.formula!r} has no factor 'cause', so it has no interaction to test"
        )
    effects = contrast(ls_means(fit, "arm", by=["cause", "visit"]), "vs_reference")
    return effects if visit is None else effects.where(visit=visit)
