"""The analysis of a filled grid: ANCOVA at each visit, all visits at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.working_model import working_model

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class VisitEffects:
    """Effect of the treated arm at each visit.

    Attributes
    ----------
    effect : array of shape (m,)
        Treated minus reference.
    variance : array of shape (m,)
        Squared standard error: classical, or by cluster.
    means : array of shape (2, m)
        LS means of reference and treated: everyone's covariates, as if all were in the arm.
    df : array of shape (m,)
        Degrees of freedom: residual, or those of the clusters.
    """

    effect: Array
    variance: Array
    means: Array
    df: Array


def analyse_visits(design: Array, filled: Array, clusters: Codes | None = None) -> VisitEffects:
    """Fit the same ANCOVA to each visit of a filled grid.

    Parameters
    ----------
    design : array of shape (n, k)
        Intercept, treated (0 or 1), covariates.
    filled : array of shape (n, m)
        Scores without gaps.
    clusters : array of int, shape (n,), optional
        Cluster of each patient; the variance is then that of sums by cluster, unbiased under the working model.

    Returns
    -------
    VisitEffects

    Raises
    ------
    ModelError
        Fewer patients than coefficients, or only one arm.
    """
    n = len(design)
    coefficients, _, rank, _ = np.linalg.lstsq(design, filled, rcond=None)
    if n <= rank or np.ptp(design[:, 1]) == 0:
        raise ModelError(f"the analysis has {rank} coefficients and {n} patients, and needs both arms")
    residual = filled - design @ coefficients
    df = n - int(rank)
    adds = design @ np.linalg.pinv(design.T @ design)[1]
    variance, freedom = (adds @ adds) * (residual**2).sum(axis=0) / df, np.full(filled.shape[1], float(df))
    if clusters is not None:
        variance, freedom = _by_cluster(design, filled, residual * adds[:, None], clusters)
    everyone = design.mean(axis=0)
    as_arm = np.stack([everyone, everyone])
    as_arm[:, 1] = (0.0, 1.0)
    return VisitEffects(coefficients[1], variance, as_arm @ coefficients, freedom)


def _by_cluster(design: Array, filled: Array, added: Array, clusters: Codes) -> tuple[Array, Array]:
    """Return variance and df at each visit from what the patients of each cluster add to the effect."""
    sums = np.zeros((int(clusters.max()) + 1, added.shape[1]))
    np.add.at(sums, clusters, added)
    function = np.eye(design.shape[1])[1]
    models = [
        working_model(design, function, outcome, np.ones(len(design)), clusters, left_out=False)
        for outcome in filled.T
    ]
    variance = (sums**2).sum(axis=0) * [model.factor for model in models]
    return variance, np.array([model.df for model in models])
