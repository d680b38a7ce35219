"""Effects by cause, as estimated and drawn towards their mean, and what another cause may hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.adjusted import AdjustedEffects, adjusted_effects
from dnoutcomes.compare.groups import clustered_rows, rows_at_visit
from dnoutcomes.compare.pooling import PooledEffect, pool_effects
from dnoutcomes.compare.populations import NEW_GROUP, POPULATION, population_labels
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.estimates import COLUMNS, Estimates

Array = NDArray[np.float64]

#: Effects that go together more than this would tell nothing apart.
MOST_CORRELATION = 0.95

UNPOOLED, PARTLY_POOLED = "unpooled", "partially pooled"
POOLED_MEAN, NEW_CAUSE = "pooled mean", "prediction for a new cause"


def pool_causes(analysis: AnalysisData, visit: str | None = None, *, by: str = "cause") -> Estimates:
    """Estimate the effect in each cause by itself and partially pooled, and what to expect in another cause.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    by : str
        "cause" (as the models pool causes), or another categorical patient-level column known at time zero.

    Returns
    -------
    Estimates
        One row per cause and analysis: `outcome`, the column of the group, `population`, `visit`, `contrast`,
        `analysis`, then the columns of Estimates. Analyses are "unpooled" (ANCOVA with arm by cause), "partially
        pooled", and over all "pooled mean" (population "the groups pooled") and "prediction for a new cause" ("a group
        not seen so far"), all three from a posterior. `details["pooled"]` is the PooledEffect with tau;
        `details["interaction"]` the one joint test of whether effects differ.

    Raises
    ------
    ModelError
        Fewer than two causes have an effect.

    Notes
    -----
    See `compare.pooling.pool_effects` for the model and its formulas. A partially pooled effect is better on average
    over the causes and worse for a cause that really differs. Its interval is no test of its cause. tau has a
    half-normal prior whose scale is half the standard deviation of the outcome at baseline: with few causes the data
    alone hardly tell how much effects differ. Where the plan names clusters, effects of causes whose patients share
    clusters go together with their mean correlation, and have errors as wide as their t intervals.
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    rows, cluster = clustered_rows(analysis, rows_at_visit(analysis, by, name), by)
    effects = adjusted_effects(
        rows, by, covariates=analysis.covariates, errors=plan.errors, cluster=cluster,
        confidence_level=plan.confidence_level,
    )  # fmt: skip
    single = effects.frame[effects.frame[POPULATION].isna()]
    shared, vcov = (
        (single, None) if cluster is None or cluster == by else _joint(effects, single, plan.confidence_level)
    )
    pooled = pool_effects(
        shared[[by, *COLUMNS]], by=by, tau_scale=_tau_scale(analysis), vcov=vcov,
        confidence_level=plan.confidence_level,
    )  # fmt: skip
    rows = [
        single.assign(analysis=UNPOOLED),
        pooled.shrunken.frame.assign(analysis=PARTLY_POOLED, **{POPULATION: None}),
        pooled.overall.frame.assign(analysis=POOLED_MEAN),
        _new_group(pooled).assign(analysis=NEW_CAUSE, **population_labels(by, NEW_GROUP)),
    ]
    frame = pd.concat(rows, ignore_index=True).assign(
        outcome=plan.outcome, visit=name, contrast=plan.contrast_label
    )
    return Estimates(
        frame[["outcome", by, POPULATION, "visit", "contrast", "analysis", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind=f"effect by {by}",
        notes=(estimand_note(plan, name), *effects.notes, *pooled.notes, _spread(pooled, by)),
        details={"pooled": pooled, "tau": pooled.tau, "interaction": effects.interaction},
    )


def _joint(
    effects: AdjustedEffects, single: pd.DataFrame, confidence_level: float
) -> tuple[pd.DataFrame, Array]:
    """Errors as wide as t intervals, as a posterior takes errors for known, and the covariance of the effects.

    Few clusters say little of single correlations: all effects have the mean one, not below 0.
    """
    from scipy import stats

    tail = 0.5 + confidence_level / 2
    wider = stats.t.ppf(tail, single["df"].to_numpy(dtype=float)) / stats.norm.ppf(tail)
    errors = single["std_error"].to_numpy(dtype=float) * wider
    shared = min(max(_mean_correlation(effects.groups), 0.0), MOST_CORRELATION)
    vcov = np.outer(errors, errors) * np.where(np.eye(len(errors)) == 1, 1.0, shared)
    return single.assign(std_error=errors), np.asarray(vcov)


def _mean_correlation(effects: Estimates | None) -> float:
    if effects is None or effects.functions is None or effects.inference is None:
        return 0.0
    functions = effects.functions[effects.frame["estimate"].notna().to_numpy()]
    vcov = functions @ effects.inference.vcov @ functions.T
    errors = np.sqrt(np.diag(vcov))
    pairs = np.triu_indices(len(errors), 1)
    return float((vcov / np.outer(errors, errors))[pairs].mean()) if len(pairs[0]) else 0.0


def _new_group(pooled: PooledEffect) -> pd.DataFrame:
    """One row: the interval for the effect in another group; around the mean, with neither error nor test."""
    numbers = dict.fromkeys(COLUMNS, float("nan")) | {
        "estimate": pooled.overall.frame["estimate"].iloc[0],
        "conf_low": pooled.prediction_low,
        "conf_high": pooled.prediction_high,
    }
    return pd.DataFrame([numbers])


def _tau_scale(analysis: AnalysisData) -> float | None:
    """Half the standard deviation at baseline, a usual choice for differences in units of it (Röver 2021)."""
    spread = float(analysis.patients["baseline"].std())
    return spread / 2 if spread > 0 else None


def _spread(pooled: PooledEffect, by: str) -> str:
    return (
        f"True effects vary between levels of {by} with a standard deviation (tau) of {pooled.tau:.3g}, which may well "
        f"be anything from {pooled.tau_low:.2g} to {pooled.tau_high:.2g}."
    )
