"""Errors of weighted differences at several visits: by resampled patients, or by leaving out clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.estimates import Inference
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.weighting.bootstrap import Estimator, bootstrap
from dnoutcomes.weighting.jackknife import jackknife
from dnoutcomes.weighting.working_model import WorkingModel, few_clusters_note, working_model

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


def visit_models(
    fit: MixedModelFit,
    visit: str,
    visits: Sequence[object],
    design: Array,
    weights: Array,
    clusters: NDArray[np.intp],
) -> list[WorkingModel]:
    """Weighted least squares at each visit, which tells what errors by cluster are worth; see `working_model`.

    Parameters
    ----------
    fit : MixedModelFit
        Whose subjects are numbers of patients.
    visit : str
        Column of the visits.
    visits : sequence
        Those asked for.
    design : array of shape (n, k)
        One row per patient: treatment, then a constant and covariates.
    weights : array of shape (n,)
        Positive for those in the fit.
    clusters : integer array of shape (n,)
    """
    patients = fit.design.subject_labels.to_numpy(dtype=np.intp)[fit.design.subject_codes]
    at = fit.design.frame[visit].to_numpy()
    models = []
    for level in visits:
        rows = at == level
        seen = patients[rows]
        here = design[seen]
        here = here[:, independent_columns(here)]
        function = np.eye(here.shape[1])[0]
        models.append(
            working_model(here, function, fit.design.y[rows], weights[seen], clusters[seen], left_out=True)
        )
    return models


@dataclass(frozen=True, eq=False)
class VisitErrors:
    """The inference on the differences at the visits, and how it came about."""

    inference: Inference
    notes: tuple[str, ...]


def bootstrap_errors(
    replicate: Estimator, values: Array, labels: Sequence[str], n: int, **settings: Any
) -> VisitErrors:
    """Resample n patients; `settings` are those of `bootstrap`."""
    drawn = bootstrap(replicate, np.arange(n), **settings)
    failed = f"; {drawn.failed} more failed" if drawn.failed else ""
    df = np.full(len(values), np.inf)
    said = (
        f"Errors: bootstrap of subjects, {len(drawn.replicates)} replicates, seed {settings['seed']}{failed}."
    )
    inference = _inference(labels, values, drawn.vcov, df, "normal (bootstrap of subjects)")
    return VisitErrors(inference, (said,))


def cluster_errors(
    replicate: Estimator,
    values: Array,
    labels: Sequence[str],
    clusters: Codes,
    models: Sequence[WorkingModel],
) -> VisitErrors:
    """Leave out each cluster: a bootstrap of few would often draw none of an arm, or one over and over."""
    left = jackknife(replicate, values, clusters)
    scale = np.sqrt([model.factor for model in models])
    df = np.array([model.df for model in models])
    inference = _inference(labels, values, left.vcov * np.outer(scale, scale), df, "t (clusters left out)")
    count = len(left.without) + left.failed
    without = f"; without {left.failed} of them there is no estimate" if left.failed else ""
    said = f"Errors: jackknife, every cluster left out in turn, {count} clusters{without}."
    return VisitErrors(inference, (said, *few_clusters_note(float(df.min()))))


def _inference(labels: Sequence[str], values: Array, vcov: Array, df: Array, method: str) -> Inference:
    """Offer the differences at the visits; a combination of them has the fewest df of those it rests on."""

    def of_functions(functions: Array) -> Array:
        return np.array([df[row != 0].min() if row.any() else np.inf for row in functions])

    def joint(functions: Array) -> tuple[float, float, float]:
        # Wald: (L d)' inv(L V L') (L d) / rank.
        ahead, covariance = functions @ values, functions @ vcov @ functions.T
        return (
            float(ahead @ np.linalg.solve(covariance, ahead)) / len(functions),
            float(len(functions)),
            float(of_functions(functions).min()),
        )

    return Inference(tuple(labels), values, vcov, of_functions, joint, method)
