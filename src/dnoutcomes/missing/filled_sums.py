"""Sums over the filled grid as functions of the imputation model, so that a refit needn't fill the grid again.

Whatever is linear in the filled scores F needs of them only U'F, U a row per patient. Patients with the same gaps are
filled by the same linear function of coefficients and of regressions on their observed scores, so that U'F needs of
them three sums, taken once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.missing.delta import DeltaAdjustment
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.missing.imputation import mean_matrix

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Gaps:
    """Patients who lack the same scores and whose others the imputation model may use alike.

    Attributes
    ----------
    patients : array of int, shape (n,)
    observed, missing : arrays of int
        Visits whose scores are used, and those that are imputed.
    mean_sums : array of shape (r, missing, p)
        Sum of u x', x the design of the mean course at a missing visit; u times the factor on imputed scores.
    observed_mean_sums : array of shape (r, observed, p)
        The same at the observed visits.
    score_sums : array of shape (r, observed)
        Sum of u y.
    """

    patients: Codes
    observed: Codes
    missing: Codes
    mean_sums: Array
    observed_mean_sums: Array
    score_sums: Array


class FilledSums:
    """U'F for any coefficients and covariances of the imputation model.

    Parameters
    ----------
    grid : ImputationGrid
        Whose strategies are all linear.
    adjust : DeltaAdjustment
    weights : array of shape (N, r)
        U.
    """

    def __init__(self, grid: ImputationGrid, adjust: DeltaAdjustment, weights: Array) -> None:
        self.grid, self.adjust = grid, adjust
        self.courses = mean_matrix(grid)
        # What is no function of the imputation model: observed scores, and what is added to imputed ones.
        self.constant = weights.T @ np.where(adjust.missing, adjust.shift, grid.y)
        self.gaps = self._sum_up(weights)

    def _sum_up(self, weights: Array) -> list[_Gaps]:
        grid, missing = self.grid, self.adjust.missing
        _, kind = np.unique(np.hstack([grid.usable, missing]), axis=0, return_inverse=True)
        gaps = []
        for code in range(int(kind.max()) + 1):
            patients = np.flatnonzero(kind.ravel() == code)
            absent = np.flatnonzero(missing[patients[0]])
            observed = np.flatnonzero(grid.usable[patients[0]])
            if not len(absent):
                continue
            u = (weights[patients] * self.adjust.times[patients]).T
            courses = self.courses[patients]
            gaps.append(
                _Gaps(
                    patients, observed, absent,
                    np.tensordot(u, courses[:, absent], axes=1), np.tensordot(u, courses[:, observed], axes=1),
                    u @ grid.y[patients][:, observed],
                )
            )  # fmt: skip
        return gaps

    def totals(self, coefficients: Array, sigma: Array) -> Array:
        """U'F under B imputation models, shapes (B, p) and (B, m, m) to (B, r, m).

        Notes
        -----
        Sum over kinds of gaps of (sum u x') b + (sum u y' - b' sum u x_o') S_oo^-1 S_om.
        """
        total = np.repeat(self.constant[None], len(coefficients), axis=0)
        for gap in self.gaps:
            total[:, :, gap.missing] += _times(gap.mean_sums, coefficients)
            if len(gap.observed):
                residual = gap.score_sums - _times(gap.observed_mean_sums, coefficients)
                total[:, :, gap.missing] += residual @ _regression(sigma, gap)
        return total

    def rows(self, patients: Codes, of: Codes, coefficients: Array, sigma: Array) -> Array:
        """Filled scores of some patients, each under the model numbered in `of`: shape (patients, m)."""
        mean = np.einsum("nmp,np->nm", self.courses[patients], coefficients[of])
        filled = self.grid.y[patients].copy()
        for gap in self.gaps:
            here = np.flatnonzero(np.isin(patients, gap.patients))
            if not len(here):
                continue
            expected = mean[here][:, gap.missing]
            if len(gap.observed):
                residual = filled[here][:, gap.observed] - mean[here][:, gap.observed]
                expected = expected + (residual[:, None, :] @ _regression(sigma[of[here]], gap))[:, 0]
            changed = self.adjust.times[patients[here]] * expected + self.adjust.shift[patients[here]]
            filled[here[:, None], gap.missing] = changed
        return filled


def _times(sums: Array, coefficients: Array) -> Array:
    """Sums of shape (r, visits, p) times coefficients of shape (B, p): (B, r, visits)."""
    flat = coefficients @ sums.reshape(-1, sums.shape[-1]).T
    return np.asarray(flat.reshape(len(coefficients), *sums.shape[:-1]))


def _regression(sigma: Array, gap: _Gaps) -> Array:
    """S_oo^-1 S_om, shape (B, observed, missing)."""
    observed, missing = gap.observed[:, None], gap.missing
    return np.asarray(np.linalg.solve(sigma[:, observed, gap.observed], sigma[:, observed, missing]))
