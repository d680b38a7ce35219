"""Kinds of standard errors of an analysis of covariance, each with its formula and its words, and open to others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.least_squares import FITTED_EXACTLY, LeastSquares, least_squares
from dnoutcomes.errors import ModelError
from dnoutcomes.language import term
from dnoutcomes.models.mmrm.cluster_robust import ClusterRobust, cluster_robust
from dnoutcomes.models.shared.cluster_column import ClusterColumn
from dnoutcomes.registry import OpenRegistry

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CoefficientErrors:
    """Covariance of the estimated coefficients, and the degrees of freedom that it brings.

    Attributes
    ----------
    vcov : array of shape (k, k)
    robust : ClusterRobust, optional
        Where they allow for clusters, what these add; without it df are the residual ones.
    """

    vcov: Array
    robust: ClusterRobust | None = None


@dataclass(frozen=True, eq=False)
class StandardErrors:
    """A kind of standard error of least-squares coefficients.

    Attributes
    ----------
    name : str
        As plans and `errors=` have it: "HC3".
    words : str
        In sentences of reports: "classical errors".
    covariance : callable
        Takes the `LeastSquares` and the clusters (None without any), and gives the `CoefficientErrors`.
    of_risks : str
        The kind of errors of a standardised risk difference that assume as much or as little; a name in
        `standardised_risk.ERRORS`.
    by_cluster : bool
        Whether they need clusters. A plan that names a column of clusters has such errors and names none of them.
    exact_rows : bool
        Whether what rests on a row that is fitted exactly has an error of this kind.
    """

    name: str
    words: str
    covariance: Callable[[LeastSquares, ClusterColumn | None], CoefficientErrors]
    of_risks: str = "HC3"
    by_cluster: bool = False
    exact_rows: bool = True


def _classical(solved: LeastSquares, clusters: ClusterColumn | None) -> CoefficientErrors:
    # s^2 inv(X'X), as the influence X inv(X'X) has this crossproduct.
    return CoefficientErrors(solved.residual_sd**2 * solved.influence.T @ solved.influence)


def _hc3(solved: LeastSquares, clusters: ClusterColumn | None) -> CoefficientErrors:
    exact = solved.leverage >= FITTED_EXACTLY
    # e_i / (1 - h_i) is the residual of row i from the fit without it; a row with h_i = 1 has none.
    left_out_residual = np.where(exact, 0.0, solved.residuals / np.where(exact, 1.0, 1 - solved.leverage))
    weighted = solved.influence * left_out_residual[:, None]
    return CoefficientErrors(weighted.T @ weighted)


def _cr2(solved: LeastSquares, clusters: ClusterColumn | None) -> CoefficientErrors:
    if clusters is None:
        raise ModelError("CR2 standard errors need a column of clusters: cluster='therapist_id'")
    robust = cluster_robust(solved.basis, solved.root, solved.residuals, clusters.codes)
    return CoefficientErrors(robust.vcov, robust)


def require_contract(kind: StandardErrors) -> None:
    """Refuse a kind whose covariance isn't one of the coefficients, or doesn't grow with the square of the unit.

    Raises
    ------
    ModelError
    """
    x = np.column_stack([np.ones(12), np.arange(12.0) % 2, np.sin(np.arange(12.0))])
    y = np.cos(1.7 * np.arange(12.0)) + x[:, 1]
    clusters = ClusterColumn("cluster", np.arange(12) // 3, 4, 0) if kind.by_cluster else None
    once, tenfold = (kind.covariance(least_squares(x, scale * y), clusters).vcov for scale in (1.0, 10.0))
    if once.shape != (3, 3) or not np.allclose(once, once.T) or np.linalg.eigvalsh(once)[0] < -1e-10:
        raise ModelError(
            f"standard errors {kind.name!r} can't be used: of 3 coefficients their covariance must be symmetric, 3 by "
            f"3 and without a negative variance, got {np.asarray(once).round(3).tolist()}"
        )
    if not np.allclose(tenfold, 100.0 * once):
        raise ModelError(
            f"standard errors {kind.name!r} can't be used: of an outcome ten times as large they aren't ten times as "
            "large"
        )


ERRORS: OpenRegistry[StandardErrors] = OpenRegistry(
    "kind of standard error",
    StandardErrors,
    (
        StandardErrors(
            "HC3", term("heteroscedasticity-consistent (HC3) errors"), _hc3, "HC3", exact_rows=False
        ),
        StandardErrors("classical", term("classical errors"), _classical, "delta"),
        StandardErrors("CR2", term("errors by cluster (CR2)"), _cr2, "HC3", by_cluster=True),
    ),
    contract=require_contract,
    error=ModelError,
)
