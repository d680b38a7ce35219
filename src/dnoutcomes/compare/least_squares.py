"""Least squares with classical or robust standard errors, and the inference that follows from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.models.mmrm.cluster_inference import clustered
from dnoutcomes.models.mmrm.cluster_robust import ClusterRobust, cluster_robust
from dnoutcomes.models.shared.cluster_column import ClusterColumn
from dnoutcomes.registry import Registry

if TYPE_CHECKING:
    from dnoutcomes.models.shared.design import ModelDesign

Array = NDArray[np.float64]
Check = Callable[[Array], NDArray[np.bool_]]

#: Above this leverage a row is fitted exactly, so that leaving it out leaves its coefficient without data.
FITTED_EXACTLY = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """A solved least-squares problem, over the columns that can be estimated.

    Attributes
    ----------
    estimated : array of int
        Positions of these columns in the design matrix.
    coefficients : array of shape (k,)
    influence : array of shape (n, k)
        X inv(X'X): what one unit of a row's outcome adds to each coefficient.
    basis : array of shape (n, k)
        Orthonormal basis of the columns.
    residuals : array of shape (n,)
    df : int
        Rows minus columns.
    """

    estimated: NDArray[np.intp]
    coefficients: Array
    influence: Array
    basis: Array
    residuals: Array
    df: int

    @property
    def leverage(self) -> Array:
        """Weight of each row's outcome in its own fitted value, shape (n,)."""
        return np.asarray(np.einsum("ij,ij->i", self.basis, self.basis))

    @property
    def root(self) -> Array:
        """From outcomes along the basis to coefficients, shape (k, k): the influence is the basis times it."""
        return np.asarray(self.basis.T @ self.influence)

    @property
    def residual_sd(self) -> float:
        """Root of the residual sum of squares over its degrees of freedom."""
        return float(np.sqrt(self.residuals @ self.residuals / self.df))


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


def _classical(solved: LeastSquares, clusters: ClusterColumn | None) -> CoefficientErrors:
    return CoefficientErrors(solved.residual_sd**2 * solved.influence.T @ solved.influence)


def _hc3(solved: LeastSquares, clusters: ClusterColumn | None) -> CoefficientErrors:
    exact = solved.leverage >= FITTED_EXACTLY
    left_out_residual = np.where(exact, 0.0, solved.residuals / np.where(exact, 1.0, 1 - solved.leverage))
    weighted = solved.influence * left_out_residual[:, None]
    return CoefficientErrors(weighted.T @ weighted)


def _cr2(solved: LeastSquares, clusters: ClusterColumn | None) -> CoefficientErrors:
    if clusters is None:
        raise ModelError("CR2 standard errors need a column of clusters: cluster='therapist_id'")
    robust = cluster_robust(solved.basis, solved.root, solved.residuals, clusters.codes)
    return CoefficientErrors(robust.vcov, robust)


ERRORS: Registry[Callable[[LeastSquares, ClusterColumn | None], CoefficientErrors]] = Registry(
    "kind of standard error", [("HC3", _hc3), ("classical", _classical), ("CR2", _cr2)], error=ModelError
)


def solve(design: ModelDesign) -> LeastSquares:
    """Solve the least-squares problem of a design, over its independent columns in the order of the formula.

    Raises
    ------
    ModelError
        There are not more subjects than coefficients.
    """
    from dnoutcomes.models.shared.rank import independent_columns

    estimated = independent_columns(design.x)
    df = design.n_observations - len(estimated)
    if df < 1:
        raise ModelError(
            f"{design.n_observations} subjects and {len(estimated)} coefficients ({design.formula}): nothing "
            "is left to estimate the residual variance from; use fewer covariates or pool levels"
        )
    q, r = np.linalg.qr(design.x[:, estimated])
    coefficients = np.linalg.solve(r, q.T @ design.y)
    residuals = design.y - design.x[:, estimated] @ coefficients
    influence = np.linalg.solve(r, q.T).T
    return LeastSquares(estimated, coefficients, influence, np.asarray(q), residuals, df)


def least_squares_inference(
    design: ModelDesign, solved: LeastSquares, errors: str, clusters: ClusterColumn | None = None
) -> tuple[Inference, tuple[str, ...]]:
    """Offer the coefficients with standard errors of one kind, and say what can't be estimated.

    Parameters
    ----------
    design : ModelDesign
    solved : LeastSquares
        Its solution.
    errors : str
        A name in `ERRORS`.
    clusters : ClusterColumn, optional
        The cluster of each row, for errors that need it.

    Returns
    -------
    Inference
        Joint tests are Wald F tests, (L b)' inv(L V L') (L b) / rank, with the residual degrees of freedom, or, with
        clusters, approximate Hotelling's T^2 tests.
    tuple of str
        Sentences on aliased columns and on subjects that are fitted exactly.
    """
    p, estimated = len(design.terms), solved.estimated
    coefficients = np.full(p, np.nan)
    coefficients[estimated] = solved.coefficients
    coefficient_errors = ERRORS[errors](solved, clusters)
    vcov = np.zeros((p, p))
    vcov[np.ix_(estimated, estimated)] = coefficient_errors.vcov
    estimable, notes = _estimable(design, solved, errors)

    def degrees_of_freedom(functions: Array) -> Array:
        return np.full(len(functions), float(solved.df))

    def joint(functions: Array) -> tuple[float, float, float]:
        variances, directions = np.linalg.eigh(functions @ vcov @ functions.T)
        clear = variances > 1e-10 * variances.max()
        rotated = directions[:, clear].T @ functions
        squared_t = (rotated @ np.nan_to_num(coefficients)) ** 2 / variances[clear]
        return float(squared_t.mean()), float(clear.sum()), float(solved.df)

    method = f"residual, {errors} standard errors"
    inference = Inference(design.terms, coefficients, vcov, degrees_of_freedom, joint, method, estimable)
    if coefficient_errors.robust is None or clusters is None:
        return inference, notes
    by_cluster = replace(inference, method=f"Satterthwaite, {errors} by {clusters.name}")
    return clustered(
        by_cluster, estimated, np.eye(len(estimated)), coefficient_errors.robust, clusters
    ), notes


def _estimable(
    design: ModelDesign, solved: LeastSquares, errors: str
) -> tuple[Check | None, tuple[str, ...]]:
    """Say which linear functions have an estimate and, with HC3, a standard error."""
    from dnoutcomes.models.shared.rank import estimability

    notes: tuple[str, ...] = ()
    aliased = [
        name for position, name in enumerate(design.terms) if position not in set(solved.estimated.tolist())
    ]
    if aliased:
        notes += (f"Other columns explain {', '.join(aliased)}: no estimate of their own.",)
    in_design = estimability(design.x, solved.estimated)
    exact = solved.influence[solved.leverage >= FITTED_EXACTLY] if errors == "HC3" else solved.influence[:0]
    if not len(exact):
        return in_design, notes
    notes += (
        f"Subjects alone in their cell, and so fitted exactly: {len(exact)}. What rests on them has no HC3 error "
        "and is left empty.",
    )

    def check(functions: Array) -> NDArray[np.bool_]:
        weight = np.abs(functions[:, solved.estimated] @ exact.T).max(axis=1)
        free: NDArray[np.bool_] = weight < 1e-9 * np.maximum(1.0, np.abs(functions).max(axis=1))
        return free if in_design is None else free & in_design(functions)

    return check, notes
