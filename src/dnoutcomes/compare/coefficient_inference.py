"""Inference on least-squares coefficients, with standard errors of any kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.least_squares import FITTED_EXACTLY, LeastSquares
from dnoutcomes.compare.standard_errors import ERRORS, StandardErrors
from dnoutcomes.estimates import Inference
from dnoutcomes.models.mmrm.cluster_inference import clustered
from dnoutcomes.models.shared.cluster_column import ClusterColumn

if TYPE_CHECKING:
    from dnoutcomes.models.shared.design import ModelDesign

Array = NDArray[np.float64]
Check = Callable[[Array], NDArray[np.bool_]]


def least_squares_inference(
    design: ModelDesign,
    solved: LeastSquares,
    errors: str | StandardErrors,
    clusters: ClusterColumn | None = None,
) -> tuple[Inference, tuple[str, ...]]:
    """Offer the coefficients with standard errors of one kind, and say what can't be estimated.

    Parameters
    ----------
    design : ModelDesign
    solved : LeastSquares
        Its solution.
    errors : str or StandardErrors
        A name in `ERRORS`, or a kind from outside.
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
    kind = ERRORS.entry_of(errors)
    coefficient_errors = kind.covariance(solved, clusters)
    vcov = np.zeros((p, p))
    vcov[np.ix_(estimated, estimated)] = coefficient_errors.vcov
    estimable, notes = _estimable(design, solved, kind)

    def degrees_of_freedom(functions: Array) -> Array:
        return np.full(len(functions), float(solved.df))

    def joint(functions: Array) -> tuple[float, float, float]:
        variances, directions = np.linalg.eigh(functions @ vcov @ functions.T)
        clear = variances > 1e-10 * variances.max()
        rotated = directions[:, clear].T @ functions
        squared_t = (rotated @ np.nan_to_num(coefficients)) ** 2 / variances[clear]
        return float(squared_t.mean()), float(clear.sum()), float(solved.df)

    method = f"residual, {kind.name} standard errors"
    inference = Inference(design.terms, coefficients, vcov, degrees_of_freedom, joint, method, estimable)
    if coefficient_errors.robust is None or clusters is None:
        return inference, notes
    by_cluster = replace(inference, method=f"Satterthwaite, {kind.name} by {clusters.name}")
    return clustered(
        by_cluster, estimated, np.eye(len(estimated)), coefficient_errors.robust, clusters
    ), notes


def _estimable(
    design: ModelDesign, solved: LeastSquares, kind: StandardErrors
) -> tuple[Check | None, tuple[str, ...]]:
    """Say which linear functions have an estimate and a standard error of this kind."""
    from dnoutcomes.models.shared.rank import estimability

    notes: tuple[str, ...] = ()
    aliased = [
        name for position, name in enumerate(design.terms) if position not in set(solved.estimated.tolist())
    ]
    if aliased:
        notes += (f"Other columns explain {', '.join(aliased)}: no estimate of their own.",)
    in_design = estimability(design.x, solved.estimated)
    exact = solved.influence[:0] if kind.exact_rows else solved.influence[solved.leverage >= FITTED_EXACTLY]
    if not len(exact):
        return in_design, notes
    notes += (
        f"Subjects alone in their cell, and so fitted exactly: {len(exact)}. What rests on them has no {kind.name} "
        "error and is left empty.",
    )

    def check(functions: Array) -> NDArray[np.bool_]:
        weight = np.abs(functions[:, solved.estimated] @ exact.T).max(axis=1)
        free: NDArray[np.bool_] = weight < 1e-9 * np.maximum(1.0, np.abs(functions).max(axis=1))
        return free if in_design is None else free & in_design(functions)

    return check, notes
