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
    # mu_i, shape (N, m), under each patient's own strategy.
    mean = mean_course(grid, coefficients)
    residual = np.where(grid.usable, grid.y - mean, 0.0)
    filled = grid.y.copy()
    # Patients with the same visits share one regression.
    for rows, observed in grid.patterns:
        expected = mean[rows] + residual[rows][:, observed] @ _regression(sigma, observed).T
        filled[rows] = np.where(np.isnan(grid.y[rows]), expected, grid.y[rows])
    return filled


def random_draw(grid: ImputationGrid, coefficients: Array, sigma: Array, rng: np.random.Generator) -> Array:
    """Fill each missing score with a draw from its distribution given the patient's observed scores, shape (N, m)."""
    filled = conditional_mean(grid, coefficients, sigma)
    noise = rng.standard_normal(grid.y.shape)
    for rows, observed in grid.patterns:
        missing = np.isnan(grid.y[rows])
        filled[rows] += np.where(missing, noise[rows] @ _root_around(sigma, observed).T, 0.0)
    return filled


def mean_course(grid: ImputationGrid, coefficients: Array) -> Array:
    """Mean course of each patient under their strategy, shape (N, m)."""
    return _course(grid, grid.assigned @ coefficients, grid.reference @ coefficients)


def mean_matrix(grid: ImputationGrid) -> Array:
    """Design of the mean course, shape (N, m, p), if all strategies are linear: times b it's the course."""
    columns = [
        _course(grid, grid.assigned[:, :, column], grid.reference[:, :, column])
        for column in range(grid.assigned.shape[2])
    ]
    return np.stack(columns, axis=2)


def _course(grid: ImputationGrid, assigned: Array, reference: Array) -> Array:
    """Courses under the patients' strategies from those in the own and in the reference arm, all of shape (N, m)."""
    mean = assigned.copy()
    for strategy in dict.fromkeys(grid.strategy):
        rows = (grid.strategy == strategy) & (grid.start < grid.y.shape[1])
        mean[rows] = strategy.course(assigned[rows], reference[rows], grid.start[rows])
    return mean


def _regression(sigma: Array, observed: NDArray[np.intp]) -> Array:
    """Regression of all visits on the observed ones, shape (m, observed)."""
    return np.asarray(np.linalg.solve(sigma[np.ix_(observed, observed)], sigma[observed]).T)


def _root_around(sigma: Array, observed: NDArray[np.intp]) -> Array:
    """Root of the covariance around that regression, shape (m, m)."""
    left = sigma - _regression(sigma, observed) @ sigma[observed]
    # Zero rows for observed visits make `left` singular, so that its root comes from eigenvalues.
    values, vectors = np.linalg.eigh((left + left.T) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
