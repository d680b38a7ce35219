"""Effects of treatment from a fitted model: within the levels of a factor, and averaged over them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.ancova import AncovaFit
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, linear_estimates

Array = NDArray[np.float64]


def treatment_effects(fit: AncovaFit) -> Estimates:
    """Estimate treatment - reference, within each level of `by` where the fit has one.

    Parameters
    ----------
    fit : AncovaFit

    Returns
    -------
    Estimates
        One row per level of `by` and treatment other than the reference: the column of `by`, `contrast`, then the
        columns of Estimates. `n_subjects` counts the subjects of both treatments. NaN where a level lacks one of them.
    """
    reference, *others = fit.design.factors[fit.treatment]
    levels = fit.design.factors[fit.by] if fit.by else (None,)
    cells = [(level, treated) for level in levels for treated in others]
    functions = np.vstack([_effect_function(fit, level, treated) for level, treated in cells])
    labels = pd.DataFrame({"contrast": [f"{treated} - {reference}" for _, treated in cells]})
    if fit.by:
        labels.insert(0, fit.by, [level for level, _ in cells])
    counts = np.array([_count(fit, level, (reference, treated)) for level, treated in cells], dtype=float)
    return linear_estimates(
        functions,
        fit.inference,
        labels,
        confidence_level=fit.confidence_level,
        n_subjects=counts,
        kind="adjusted difference",
        notes=fit.notes,
    )


def standardised_effect(effects: Estimates, weights: Array) -> Estimates:
    """Average effects over the levels of a factor with fixed weights.

    Parameters
    ----------
    effects : Estimates
        One row per level of a factor, with the linear functions behind them, as `treatment_effects` returns them.
    weights : array of shape (rows,)
        Weight of each row of `effects`, in their order; scaled to sum to 1.

    Returns
    -------
    Estimates
        One row: `contrast`, then the columns of Estimates.

    Raises
    ------
    ModelError
        Effects that aren't linear functions of one model, or of several contrasts; no row with an estimate has weight.

    Notes
    -----
    sum_k w_k L_k b, exact given the weights, which are taken as fixed: the interval doesn't reflect that the mix of
    levels was observed in a sample. Rows that the data don't determine are left out and the other weights scaled up;
    one that has no error because there are too few clusters counts.
    """
    if effects.functions is None or effects.inference is None:
        raise ModelError("only effects that are linear functions of one model's coefficients can be averaged")
    contrasts = effects.frame["contrast"].unique()
    if len(contrasts) != 1:
        raise ModelError(
            f"effects of one contrast are averaged at a time; got {', '.join(map(str, contrasts))}"
        )
    share = np.where(effects.determined, np.asarray(weights, dtype=float), 0.0)
    if not share.sum() > 0:
        raise ModelError("no level that has weight has both treatments, so there is no effect to average")
    function = (share / share.sum()) @ effects.functions
    counts = effects.frame["n_subjects"].to_numpy()[share > 0].sum()
    return linear_estimates(
        function,
        effects.inference,
        pd.DataFrame({"contrast": contrasts}),
        confidence_level=effects.confidence_level,
        n_subjects=np.array([counts]),
        kind="standardised difference",
        notes=effects.notes,
    )


def _effect_function(fit: AncovaFit, level: object, treated: object) -> Array:
    """Difference of two rows of the design that differ in treatment only; the covariates cancel."""
    reference = fit.design.factors[fit.treatment][0]
    template = fit.design.frame.iloc[[0, 0]].reset_index(drop=True)
    changed = {fit.treatment: [treated, reference], **({fit.by: [level, level]} if fit.by else {})}
    first, second = fit.design.matrix(template.assign(**changed))
    return np.asarray(first - second)


def _count(fit: AncovaFit, level: object, treatments: tuple[object, ...]) -> int:
    inside = fit.design.frame[fit.treatment].isin(treatments)
    if fit.by:
        inside &= fit.design.frame[fit.by] == level
    return int(inside.sum())
