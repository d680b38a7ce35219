"""Logistic regressions without each of many groups of rows, all at once, begun from the fit to every row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.logistic import SUSPECT, LogisticFit

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Penalties that don't depend on how the columns are scaled, and so not on the rows that are left.
BATCHED = ("none", "firth")
#: As in `fit_logistic`: the largest last step in a coefficient of a scaled column.
LAST_STEP = 1e-10
MOST_STEPS = 100
#: Share of a direction of the design below which nothing but rounding is left of it.
NOTHING_LEFT = 1e-8


@dataclass(frozen=True, eq=False)
class LogisticWithout:
    """Fitted probabilities without each of B groups.

    Attributes
    ----------
    fitted : array of shape (B, n)
        For every row, left out or not.
    settled : array of bool, shape (B,)
        Whether the regression is as clear as with every row. Where a column no longer varies, rows are separated, or
        the steps don't settle, it's for `fit_logistic` to say.
    """

    fitted: Array
    settled: Bools


def logistic_without(matrix: Array, response: Array, keep: Bools, near: LogisticFit) -> LogisticWithout:
    """Fit again to the rows that each group leaves.

    Parameters
    ----------
    matrix : array of shape (n, p)
        Independent columns, a constant first.
    response : array of shape (n,)
        0 or 1.
    keep : array of bool, shape (B, n)
        The rows that are left.
    near : LogisticFit
        The fit to every row, with one of the penalties `BATCHED`.

    Notes
    -----
    Newton's steps as in `fit_logistic`, without halving: from the fit to every row they go straight to the end, or the
    refit isn't settled. The information of all groups is one product of the rows' weights with x x'.
    """
    from scipy.special import expit

    centre, scale = matrix.mean(axis=0), matrix.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    standard = (matrix - centre) / scale
    begin = near.coefficients * scale
    begin[0] += near.coefficients @ centre
    beta = np.repeat(begin[None], len(keep), axis=0)
    settled = np.zeros(len(keep), dtype=bool)
    newton = _Newton(standard, response, near.penalty)
    on_way = np.flatnonzero(keeps_columns(standard, keep) & _has_both(response, keep))
    for _ in range(MOST_STEPS):
        if not len(on_way):
            break
        step = newton.step(beta[on_way], keep[on_way])
        beta[on_way] += step
        size = np.abs(step).max(axis=1)
        settled[on_way[size < LAST_STEP]] = True
        # Separated rows go ever further apart, until the information is singular.
        linear = np.where(keep[on_way], beta[on_way] @ standard.T, 0.0)
        suspected = np.abs(linear).max(axis=1) > SUSPECT
        settled[on_way[suspected]] = False
        on_way = on_way[(size >= LAST_STEP) & ~suspected]
    beta[~settled] = begin
    linear = beta @ standard.T
    return LogisticWithout(np.asarray(expit(linear)), settled)


def keeps_columns(matrix: Array, keep: Bools) -> Bools:
    """Whether the columns of a design stay independent without the rows that each group leaves out, shape (B,)."""
    basis = np.linalg.qr(matrix)[0]
    left = np.eye(basis.shape[1]) - _outer_sums(basis, (~keep).astype(float))
    return np.asarray(np.linalg.eigvalsh(left)[:, 0] > NOTHING_LEFT)


def _has_both(response: Array, keep: Bools) -> Bools:
    ones, n = keep @ response, keep.sum(axis=1)
    return np.asarray((ones > 0) & (ones < n))


def _outer_sums(rows: Array, weights: Array) -> Array:
    """Sum of w x x' over rows for each line of weights: shapes (n, p) and (B, n) to (B, p, p)."""
    upper, lower = np.triu_indices(rows.shape[1])
    packed = weights @ (rows[:, upper] * rows[:, lower])
    full = np.empty((len(weights), rows.shape[1], rows.shape[1]))
    full[:, upper, lower] = packed
    full[:, lower, upper] = packed
    return full


class _Newton:
    """Steps of many regressions on the same rows."""

    def __init__(self, matrix: Array, response: Array, penalty: str) -> None:
        self.matrix, self.response, self.penalty = matrix, response, penalty

    def step(self, beta: Array, keep: Bools) -> Array:
        """Newton's steps, shape (B, p)."""
        from scipy.special import expit

        fitted = expit(beta @ self.matrix.T)
        weights = np.where(keep, fitted * (1 - fitted), 0.0)
        information = _outer_sums(self.matrix, weights)
        residual = self.response - fitted
        if self.penalty == "firth":
            residual = residual + self._leverage(weights, information) * (0.5 - fitted)
        score = np.where(keep, residual, 0.0) @ self.matrix
        return np.asarray(np.linalg.solve(information, score[:, :, None])[:, :, 0])

    def _leverage(self, weights: Array, information: Array) -> Array:
        """Weigh each row in its own fitted value, w x'I^-1 x: shape (B, n)."""
        upper, lower = np.triu_indices(self.matrix.shape[1])
        inverse = np.linalg.inv(information)[:, upper, lower] * np.where(upper == lower, 1.0, 2.0)
        return np.asarray(weights * (inverse @ (self.matrix[:, upper] * self.matrix[:, lower]).T))
