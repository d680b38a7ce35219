"""Fill the grid: the mean of the missing scores given the observed ones, or draws from around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.missing.grid import ImputationGrid

Array = NDArray[np.float64]


def conditional_mean(grid: ImputationGrid, coefficients: Array, sigma: Array) -> Array:
    """Fill each missing score with its mean given the patient's observed scores.

    Parameters
    ----------
    grid : ImputationGrid
    coefficients : array of shape (p,)
        Of the imputation model.
    sigma : array of shape (m, m)
        Its residual covariance.

    Returns
    -------
    array of shape (N, m)
        The observed scores, and the means elsewhere.

    Notes
    -----
    mu + S_mo S_oo^-1 (y_o - mu_o), with mu the mean course that the patient's strategy follows and o the scores that
    the imputation model may learn from.
    """
    mean = mean_course(grid, coefficients)
    residual = np.where(grid.usable, grid.y - mean, 0.0)
    filled = grid.y.copy()
    for rows, observed, regression, _ in _patterns(grid, sigma):
        expected = mean[rows] + residual[rows][:, observed] @ regression.T
        filled[rows] = np.where(np.isnan(grid.y[rows]), expected, grid.y[rows])
    return filled


def random_draw(grid: ImputationGrid, coefficients: Array, sigma: Array, rng: np.random.Generator) -> Array:
    """Fill each missing score with a draw from its distribution given the patient's observed scores, shape (N, m)."""
    filled = conditional_mean(grid, coefficients, sigma)
    noise = rng.standard_normal(grid.y.shape)
    for rows, _, _, spread in _patterns(grid, sigma):
        missing = np.isnan(grid.y[rows])
        filled[rows] += np.where(missing, noise[rows] @ spread.T, 0.0)
    return filled


def mean_course(grid: ImputationGrid, coefficients: Array) -> Array:
    """Mean course of each patient under their strategy, shape (N, m)."""
    own, reference = grid.own @ coefficients, grid.reference @ coefficients
    mean = own.copy()
    for strategy in dict.fromkeys(grid.strategy):
        rows = (grid.strategy == strategy) & (grid.start < grid.y.shape[1])
        mean[rows] = strategy.course(own[rows], reference[rows], grid.start[rows])
    return mean


def _patterns(
    grid: ImputationGrid, sigma: Array
) -> list[tuple[NDArray[np.intp], NDArray[np.intp], Array, Array]]:
    """Patients with the same observed visits, the regression on these, and the root of the covariance around it."""
    found = []
    for rows, observed in grid.patterns:
        regression = np.linalg.solve(sigma[np.ix_(observed, observed)], sigma[observed]).T
        left = sigma - regression @ sigma[observed]
        # Zero rows for observed visits make `left` singular, so that its root comes from eigenvalues.
        values, vectors = np.linalg.eigh((left + left.T) / 2)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        found.append((rows, observed, np.asarray(regression, dtype=float), np.asarray(root, dtype=float)))
    return found
