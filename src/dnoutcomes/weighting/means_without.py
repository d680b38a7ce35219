"""Mean outcomes of both arms without each of many clusters of patients, every regression fitted again, all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.compare.logistic_without import BATCHED, keeps_columns, logistic_without
from dnoutcomes.weighting.arm_means import ArmMeans, Sample
from dnoutcomes.weighting.score_model import ScoreRule

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Clusters left out at once, so that memory doesn't grow with their number.
AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class MeansWithout:
    """Means of the reference and of the treated arm without each cluster.

    Attributes
    ----------
    means : array of shape (B, 2)
    settled : array of bool, shape (B,)
        Whether they are those of `estimate_means`; where not, it has to be asked.
    """

    means: Array
    settled: Bools


@dataclass(frozen=True, eq=False)
class _Weighted:
    """Everything behind the means of some groups: weights of shape (B, n), zero for rows left out."""

    sample: Sample
    keep: Bools
    tilt: Array
    weights: Array
    outcome: Array
    observed: Bools


def can_batch(rule: ScoreRule, method: str, sample: Sample) -> bool:
    """Whether `means_without` knows the method, and neither trimming nor a penalty depends on who is left."""
    penalties = (rule.penalty, sample.attrition_penalty)
    plain = rule.trim is None and not rule.stabilised
    return method in METHODS and plain and all(penalty in BATCHED for penalty in penalties)


def means_without(
    sample: Sample, rule: ScoreRule, method: str, everyone: ArmMeans, clusters: NDArray[np.intp]
) -> MeansWithout:
    """Estimate both means without each cluster, as `estimate_means` does for the rows that are left.

    Parameters
    ----------
    sample : Sample
    rule : ScoreRule
    method : str
        A name in `METHODS`.
    everyone : ArmMeans
        The estimate with all patients.
    clusters : integer array of shape (n,)
        Cluster of each patient, 0 to the number of clusters - 1.
    """
    count = int(clusters.max()) + 1
    parts = [
        _some(
            sample, rule, method, everyone, clusters != np.arange(begin, min(begin + AT_ONCE, count))[:, None]
        )
        for begin in range(0, count, AT_ONCE)
    ]
    return MeansWithout(
        np.concatenate([part.means for part in parts]), np.concatenate([part.settled for part in parts])
    )


def _some(sample: Sample, rule: ScoreRule, method: str, everyone: ArmMeans, keep: Bools) -> MeansWithout:
    score = logistic_without(sample.matrix, sample.treated, keep, everyone.score.fit)
    observed = ~np.isnan(sample.outcome)
    lost, settled = _weights_for_attrition(sample, everyone, keep, observed)
    tilt = np.where(keep, rule.balancing.tilt(sample.treated, score.fitted), 0.0)
    weights = np.where(keep, rule.balancing.weight(sample.treated, score.fitted) * lost, 0.0)
    outcome = np.where(observed, sample.outcome, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # where nobody of an arm is left
        means, clear = METHODS[method](_Weighted(sample, keep, tilt, weights, outcome, observed))
    return MeansWithout(means, score.settled & settled & clear & np.isfinite(means).all(axis=1))


def _weights_for_attrition(
    sample: Sample, everyone: ArmMeans, keep: Bools, observed: Bools
) -> tuple[Array, Bools]:
    """Weights for attrition as `fit_attrition` has them, shape (B, n), and whether the regression is clear."""
    weights, settled = np.ones(keep.shape), np.ones(len(keep), dtype=bool)
    fit = everyone.attrition.fit
    if fit is None or sample.attrition_matrix is None:
        return weights, settled
    rows = np.isin(sample.treated, sample.treated[~observed])
    matrix = sample.attrition_matrix[rows]
    design = matrix[:, independent_columns(matrix)]
    refits = logistic_without(design, observed[rows].astype(float), keep[:, rows], fit)
    weights[:, rows] = observed[rows] / refits.fitted
    # An arm that no longer lost anybody leaves the regression.
    for arm in np.unique(sample.treated[rows]):
        settled &= (keep & ~observed & (sample.treated == arm)).any(axis=1)
    return weights, settled & refits.settled


def _weighted(given: _Weighted) -> tuple[Array, Bools]:
    means = np.empty((len(given.keep), 2))
    for arm in (0, 1):
        of_arm = given.weights * (given.sample.treated == arm)
        means[:, arm] = of_arm @ given.outcome / of_arm.sum(axis=1)
    return means, np.ones(len(means), dtype=bool)


def _augmented(given: _Weighted) -> tuple[Array, Bools]:
    """Average predictions of the outcome models over the target population, and add the weighted residuals."""
    means, clear = np.empty((len(given.keep), 2)), np.ones(len(given.keep), dtype=bool)
    for arm in (0, 1):
        of_arm = given.sample.treated == arm
        predicted, is_fitted = _predictions(given, of_arm & given.observed)
        residual = np.where(of_arm, given.outcome - predicted, 0.0)
        added = (given.tilt * predicted).sum(axis=1) + (given.weights * residual).sum(axis=1)
        means[:, arm] = added / given.tilt.sum(axis=1)
        clear &= is_fitted
    return means, clear


def _predictions(given: _Weighted, used: Bools) -> tuple[Array, Bools]:
    """Least squares of the used rows that are left, foretelling every row: shape (B, n)."""
    basis, factor = np.linalg.qr(given.sample.matrix[used])
    gone = (~given.keep[:, used]).astype(float)
    left = np.eye(basis.shape[1]) - np.einsum("bi,ij,ik->bjk", gone, basis, basis, optimize=True)
    clear = keeps_columns(given.sample.matrix[used], given.keep[:, used])
    left[~clear] = np.eye(basis.shape[1])
    sums = (1.0 - gone) @ (basis * given.outcome[used][:, None])
    along = np.linalg.solve(left, sums[:, :, None])[:, :, 0]
    return along @ np.linalg.solve(factor.T, given.sample.matrix.T), clear


#: The methods of `arm_means.METHODS` that the report compares.
METHODS: dict[str, Callable[[_Weighted], tuple[Array, Bools]]] = {"weighted": _weighted, "aipw": _augmented}
