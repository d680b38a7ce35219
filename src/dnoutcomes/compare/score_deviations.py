"""How scores of a visit deviate from a mixed model, over all patients: measured where seen, foretold where not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]

#: Points at which the distribution is worked out; between them it's taken as straight.
POINTS = 601
#: Deviations that are worked out at once, so that memory doesn't grow with the number of patients.
BLOCK = 5000
#: Continuous scores are smoothed by this share of their spread, to have a density.
SMOOTHING = 0.1


@dataclass(frozen=True, eq=False)
class ScoreDeviations:
    """A distribution of deviations: the average of one normal distribution per patient.

    Attributes
    ----------
    centre, spread : arrays of shape (n,)
        Of a patient with a score: the deviation as measured, and the spread of rounding. Of one without: mean and
        standard deviation given the patient's earlier scores.
    """

    centre: Array
    spread: Array

    def times(self, sign: int) -> ScoreDeviations:
        """Return the distribution of the deviations times 1 or -1."""
        return replace(self, centre=sign * self.centre)

    def share_below(self, values: Array) -> Array:
        """Return the share of deviations below each value, in the shape of the values."""
        from scipy.special import ndtr

        grid = self._grid()
        total = np.sum([ndtr(block).sum(axis=0) for block in self._standardised(grid)], axis=0)
        average = total / len(self.centre)
        return np.asarray(np.interp(values, grid, average, left=0.0, right=1.0))

    def density(self, values: Array) -> Array:
        """Return the derivative of `share_below`."""
        grid = self._grid()
        width = grid[1] - grid[0]
        slopes = np.diff(self.share_below(grid)) / width
        interval = np.clip(np.searchsorted(grid, values) - 1, 0, len(slopes) - 1)
        outside = (values < grid[0]) | (values > grid[-1])
        return np.asarray(np.where(outside, 0.0, slopes[interval]))

    def contributions(self, values: Array, weights: Array) -> Array:
        """Return what each deviation adds to `weights @ share_below(values)`, times n: shape (n,)."""
        from scipy.special import ndtr

        grid = self._grid()
        # The share of values at each point of the grid, a value between two points being divided between them.
        inside = np.clip(values, grid[0], grid[-1])
        interval = np.clip(np.searchsorted(grid, inside) - 1, 0, len(grid) - 2)
        upper = (inside - grid[interval]) / (grid[1] - grid[0])
        mass = np.bincount(interval, weights * (1 - upper), len(grid))
        mass += np.bincount(interval + 1, weights * upper, len(grid))
        return np.concatenate([ndtr(block) @ mass for block in self._standardised(grid)])

    def _grid(self) -> Array:
        beyond = 5 * self.spread
        return np.linspace((self.centre - beyond).min(), (self.centre + beyond).max(), POINTS)

    def _standardised(self, grid: Array) -> list[Array]:
        """Return the grid in standard deviations of each patient, a block of patients at a time."""
        return [
            (grid - self.centre[start : start + BLOCK, None]) / self.spread[start : start + BLOCK, None]
            for start in range(0, len(self.centre), BLOCK)
        ]


def score_deviations(
    fit: MixedModelFit, changes: Array, designs: Array, visit: int, step: float
) -> ScoreDeviations:
    """Find how the scores of a visit deviate from what the model says of patients in their own arm.

    Parameters
    ----------
    fit : MixedModelFit
        Of m visits, with one residual covariance.
    changes : array of shape (n, m)
        NaN where there is no score.
    designs : array of shape (n, m, p)
        The patients' rows in their own arm.
    visit : int
        Which of the visits.
    step : float
        Between possible scores; 0 where they're continuous.

    Raises
    ------
    ModelError
        The covariance differs between groups.
    """
    if not isinstance(fit.covariance, pd.DataFrame):
        raise ModelError("the residual covariance differs between groups; fit one for all")
    sigma = fit.covariance.to_numpy(dtype=float)
    residuals = changes - designs @ np.nan_to_num(fit.inference.coefficients)
    seen = ~np.isnan(residuals)
    # A rounded score stands for values half a step around it, whose spread is step / sqrt(12).
    rounding = max(step / np.sqrt(12), SMOOTHING * float(np.sqrt(sigma[visit, visit])) if step == 0 else 0.0)
    centre = np.where(seen[:, visit], residuals[:, visit], 0.0)
    spread = np.full(len(residuals), rounding)
    for pattern in np.unique(seen[~seen[:, visit]], axis=0):
        rows, earlier = (seen == pattern).all(axis=1), np.flatnonzero(pattern)
        regression = np.linalg.solve(sigma[np.ix_(earlier, earlier)], sigma[earlier, visit])
        centre[rows] = residuals[rows][:, earlier] @ regression
        spread[rows] = np.sqrt(max(sigma[visit, visit] - regression @ sigma[earlier, visit], rounding**2))
    return ScoreDeviations(centre, spread)
