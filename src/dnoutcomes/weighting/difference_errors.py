"""Where the error of a weighted difference comes from, and what its ratio to the estimate is referred to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.registry import Registry
from dnoutcomes.weighting.arm_means import ArmMeans, Sample, estimate_means
from dnoutcomes.weighting.bootstrap import bootstrap
from dnoutcomes.weighting.jackknife import jackknife
from dnoutcomes.weighting.means_without import can_batch, means_without
from dnoutcomes.weighting.score_model import ScoreRule
from dnoutcomes.weighting.working_model import WorkingModel, few_clusters_note, working_model

Array = NDArray[np.float64]

#: Patients up to which the errors are those of the jackknife unless others are asked for. Above, the stacked
#: errors differ from them by 3 % at most, at a thousandth of the cost.
MOST_LEFT_OUT = 1000


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything that the errors need: the data as arrays, what was declared, and the estimate.

    Attributes
    ----------
    sample : Sample
    clusters : integer array of shape (n,)
        One each for patients by themselves.
    clustered : bool
        Whether a cluster has several patients.
    rule : ScoreRule
    method : str
        A name in `arm_means.METHODS`.
    means : ArmMeans
    replicates, seed : int
        Of the bootstrap.
    """

    sample: Sample
    clusters: NDArray[np.intp]
    clustered: bool
    rule: ScoreRule
    method: str
    means: ArmMeans
    replicates: int
    seed: int

    @property
    def n_clusters(self) -> int:
        """Clusters of the patients whose score is kept."""
        return len(np.unique(self.clusters[self.means.score.within_trim]))


@dataclass(frozen=True, eq=False)
class DifferenceErrors:
    """The inference, and how it came about.

    Attributes
    ----------
    inference : Inference
        Of the two means, reference arm first.
    notes : tuple of str
    factor : float
        What the variance by cluster was multiplied by, as in `WorkingModel`; 1 without clusters.
    """

    inference: Inference
    notes: tuple[str, ...]
    factor: float = 1.0


def _stacked(comparison: Comparison) -> DifferenceErrors:
    codes = np.unique(comparison.clusters[comparison.means.score.within_trim], return_inverse=True)[1]
    sums = np.zeros((comparison.n_clusters, 2))
    np.add.at(sums, codes, comparison.means.influence)
    label = "stacked estimating equations"
    return _inference(comparison, sums.T @ sums, label, f"Errors: {label}", np.inf)


def _jackknifed(comparison: Comparison) -> DifferenceErrors:
    drawn = jackknife(
        _means_of(comparison), comparison.means.means, comparison.clusters, _means_at_once(comparison)
    )
    count = int(comparison.clusters.max()) + 1
    without = f"; without {drawn.failed} of {count} there is no estimate" if drawn.failed else ""
    said = f"Errors: jackknife, every {'cluster' if comparison.clustered else 'patient'} left out in turn{without}"
    return _inference(comparison, drawn.vcov, "jackknife", said, _covariance_df(comparison), left_out=True)


def _bootstrapped(comparison: Comparison) -> DifferenceErrors:
    means, seed = _means_of(comparison), comparison.seed
    drawn = bootstrap(means, comparison.clusters, replicates=comparison.replicates, seed=seed)
    label = f"bootstrap, {len(drawn.replicates)} replicates, seed {seed}"
    failed = f"; {drawn.failed} more failed" if drawn.failed else ""
    return _inference(comparison, drawn.vcov, label, f"Errors: {label}{failed}", np.inf)


def _covariance_df(comparison: Comparison) -> float:
    """Residual df of an analysis of covariance of the same patients with the same columns, at least 1."""
    means = comparison.means
    return max(float((means.weights > 0).sum() - means.score.matrix.shape[1] - 1), 1.0)


def _means_at_once(comparison: Comparison) -> tuple[Array, NDArray[np.bool_]] | None:
    """Means without each cluster, where they can be worked out together."""
    sample, rule, method = comparison.sample, comparison.rule, comparison.method
    if not can_batch(rule, method, sample) or comparison.clusters.max() < 1:
        return None
    without = means_without(sample, rule, method, comparison.means, comparison.clusters)
    return without.means, without.settled


def _means_of(comparison: Comparison) -> Callable[[NDArray[np.intp]], Array]:
    def means(rows: NDArray[np.intp]) -> Array:
        sample = comparison.sample.rows(rows)
        return estimate_means(sample, comparison.rule, comparison.method, near=comparison.means).means

    return means


def _inference(
    comparison: Comparison, vcov: Array, label: str, said: str, df: float, *, left_out: bool = False
) -> DifferenceErrors:
    """Refer the means to t with the df given, or with those of the working model where there are clusters."""
    notes: tuple[str, ...] = (f"{said}.",)
    factor = 1.0
    if comparison.clustered:
        model = _working_model(comparison, left_out=left_out)
        factor, df = model.factor, model.df
        vcov = vcov * factor
        notes = (
            f"{said}, {comparison.n_clusters} clusters, {df:.3g} degrees of freedom.",
            *few_clusters_note(df),
        )

    def joint(functions: Array) -> tuple[float, float, float]:
        values, covariance = functions @ comparison.means.means, functions @ vcov @ functions.T
        return float(values @ np.linalg.solve(covariance, values)) / len(functions), float(len(functions)), df

    method = f"{label}; {'t' if np.isfinite(df) else 'normal'}"
    inference = Inference(
        ("reference", "treated"),
        comparison.means.means,
        vcov,
        lambda rows: np.full(len(rows), df),
        joint,
        method,
    )
    return DifferenceErrors(inference, notes, factor)


def _working_model(comparison: Comparison, *, left_out: bool) -> WorkingModel:
    """Weighted least squares on arm and the columns of the score, with the weights of the estimate."""
    means, score = comparison.means, comparison.means.score
    used = means.weights > 0
    design = np.column_stack([score.treated, score.matrix])[used]
    design = design[:, independent_columns(design)]
    function = np.zeros(design.shape[1])
    function[0] = 1.0
    rows = (
        comparison.sample.outcome[score.within_trim][used],
        means.weights[used],
        comparison.clusters[score.within_trim][used],
    )
    return working_model(design, function, *rows, left_out=left_out)


Errors = Callable[[Comparison], DifferenceErrors]

ERRORS: Registry[Errors] = Registry(
    "kind of errors",
    [("jackknife", _jackknifed), ("stacked", _stacked), ("bootstrap", _bootstrapped)],
    error=ModelError,
)
