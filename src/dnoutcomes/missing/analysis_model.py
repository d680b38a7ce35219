"""The analysis of a filled grid: ANCOVA at each visit, all visits at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.working_model import working_model

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Share of a direction of the design that must be left without a group for sums to tell it from rounding.
NOTHING_LEFT = 1e-8


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
    # LS means: the mean covariates, once with the treated column 0 and once 1.
    everyone = design.mean(axis=0)
    as_arm = np.stack([everyone, everyone])
    as_arm[:, 1] = (0.0, 1.0)
    return VisitEffects(coefficients[1], variance, as_arm @ coefficients, freedom)


class AnalysisWithout:
    """The same analysis without some patients, from sums over all patients and these patients' own rows.

    Parameters
    ----------
    design : array of shape (N, k)
        As for `analyse_visits`.

    Attributes
    ----------
    basis : array of shape (N, r)
        U, orthonormal columns that span those of the design, of rank r.
    """

    def __init__(self, design: Array) -> None:
        left, values, right = np.linalg.svd(design, full_matrices=False)
        # The tolerance of least squares in `analyse_visits`.
        rank = int((values > np.finfo(float).eps * max(design.shape) * values[0]).sum())
        self.basis = left[:, :rank]
        # The treated arm's coefficient from those of the basis.
        self.function = right[:rank, 1] / values[:rank]
        self.treated = design[:, 1] > 0

    def effects(self, groups: Sequence[Codes], totals: Array, rows: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Effects at each visit without each of B groups.

        Parameters
        ----------
        groups : sequence of integer arrays
            The patients of each.
        totals : array of shape (B, r, m)
            U'F, F everybody's scores as they are without the group.
        rows : array of shape (patients, m)
            F of the patients of the groups, in their order.

        Returns
        -------
        array of shape (B, m)
        array of bool, shape (B,)
            Whether the analysis keeps its columns, both arms and a degree of freedom; what it says else is void.

        Notes
        -----
        b = (I - U_g'U_g)^-1 (U'F - U_g'F_g), U_g and F_g the rows of the group.
        """
        sizes = np.array([len(group) for group in groups])
        # Rows of U of the patients left out, one group after the other.
        u = self.basis[np.concatenate(groups)]
        first = np.cumsum(sizes) - sizes
        # U_g'U_g, shape (B, r, r); as U'U = I, what the others have is I minus it.
        lost = np.add.reduceat(u[:, :, None] * u[:, None, :], first, axis=0)
        left = np.eye(u.shape[1]) - lost
        sums = totals - np.add.reduceat(u[:, :, None] * rows[:, None, :], first, axis=0)
        treated = self.treated.sum() - np.array([self.treated[group].sum() for group in groups])
        n = len(self.basis) - sizes
        is_estimable = (treated > 0) & (treated < n) & (n > u.shape[1])
        # A column that lives in the group alone has an eigenvalue of zero in what is left.
        is_estimable &= np.linalg.eigvalsh(left)[:, 0] > NOTHING_LEFT
        left[~is_estimable] = np.eye(u.shape[1])
        return np.linalg.solve(left, sums).transpose(0, 2, 1) @ self.function, is_estimable


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
