"""Rows of [X y] in coordinates where sums of their products lose no digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Rows that are worked on at once: of more, no copy is made.
BLOCK = 65_536


@dataclass(frozen=True, eq=False)
class StandardisedRows:
    """[X y] with orthogonal covariates of mean square 1, and the least-squares residual in place of y.

    Attributes
    ----------
    read : callable
        A slice or positions of rows to X and y there, each row times the square root of its weight.
    n_rows : int
        How many rows there are.
    transform : array of shape (p, p)
        A, upper triangular.
    along : array of shape (p,)
        Least-squares coefficients of y on X A.
    scale : float
        Root mean square of the least-squares residuals.
    log_weights : float
        Sum of the logarithms of the weights.
    n : int
        Observations; more than there are rows, where rows stand for sums over many.

    Notes
    -----
    With b the coefficients in these coordinates, those of the data are offset + scale A b, and a covariance
    matrix of the residuals is scale^2 times its value here.
    """

    read: Callable[[Codes | slice], tuple[Array, Array]]
    n_rows: int
    transform: Array
    along: Array
    scale: float
    log_weights: float
    n: int

    @property
    def q(self) -> int:
        """Columns of [X y]."""
        return len(self.transform) + 1

    @property
    def offset(self) -> Array:
        """Least-squares coefficients in the columns of X, shape (p,)."""
        return np.asarray(self.transform @ self.along)

    @cached_property
    def rows(self) -> Array:
        """X A, then (y - X offset) / scale, each row times the root of its weight: shape (n, p + 1).

        As large as X: what can do with some rows at a time calls `take`.
        """
        rows = np.empty((self.n_rows, self.q))
        for part in blocks(self.n_rows):
            rows[part] = self._compute(part)
        return rows

    def take(self, which: Codes | slice) -> Array:
        """Some of the rows, without a copy of all where these are many."""
        return self.rows[which] if self.n_rows <= BLOCK else self._compute(which)

    def _compute(self, which: Codes | slice) -> Array:
        x, y = self.read(which)
        rows = _turn(x, self.transform)
        rows[:, -1] = (y - rows[:, :-1] @ self.along) / self.scale
        return rows

    @property
    def log_likelihood_shift(self) -> tuple[float, float]:
        """What to add to -2 log-likelihood here to have it for the data: for REML and for ML."""
        n, p = self.n, self.q - 1
        log_scale = 2.0 * float(np.log(self.scale))
        log_det = float(np.log(np.abs(np.diag(self.transform))).sum())
        return (n - p) * log_scale - 2.0 * log_det - self.log_weights, n * log_scale - self.log_weights


def standardise(x: Array, y: Array, weights: Array | None = None, n: int | None = None) -> StandardisedRows:
    """Choose the coordinates from the data and write the rows in them.

    Parameters
    ----------
    x : array of shape (n, p)
        Covariates of full column rank.
    y : array of shape (n,)
        Outcome.
    weights : array of shape (n,), optional
        Positive; the residual variance of a row is divided by its weight.
    n : int, optional
        Observations behind the rows, where these stand for sums. Default: as many as rows.

    Notes
    -----
    A is the inverse triangular factor of X'X (Cholesky after scaling the columns, or a QR factorisation when
    that is badly conditioned). Any invertible A gives the same fit; this one keeps the sums near the identity.
    """
    return standardise_blocks(x.__getitem__, x.shape[1], y, weights, n)


def standardise_blocks(
    read_x: Callable[[Codes | slice], Array],
    p: int,
    y: Array,
    weights: Array | None = None,
    n: int | None = None,
) -> StandardisedRows:
    """`standardise`, of covariates that are read block by block: several times over, and never kept.

    Parameters
    ----------
    read_x : callable
        A slice or positions of rows to their covariates, shape (k, p).
    p : int
        Covariates.
    y, weights, n
        As in `standardise`.
    """
    root = None if weights is None else np.sqrt(weights)

    def read(which: Codes | slice) -> tuple[Array, Array]:
        if root is None:
            return read_x(which), y[which]
        return read_x(which) * root[which, None], y[which] * root[which]

    n, parts = n or len(y), list(blocks(len(y)))
    transform = _inverse_factor(read, parts, p) * np.sqrt(n)
    # Of Z = X A: Z'Z, all but n times the identity, and Z'y.
    inner, products = np.zeros((p, p)), np.zeros(p)
    for part in parts:
        columns, outcome = read(part)
        turned = _turn(columns, transform)[:, :-1]
        inner += turned.T @ turned
        products += turned.T @ outcome
    along: Array = np.asarray(np.linalg.solve(inner, products), dtype=np.float64)
    squares = 0.0
    for part in parts:
        columns, outcome = read(part)
        squares += float(np.sum((outcome - _turn(columns, transform)[:, :-1] @ along) ** 2))
    log_weights = 0.0 if weights is None else float(np.log(weights).sum())
    return StandardisedRows(read, len(y), transform, along, float(np.sqrt(squares / n)), log_weights, n)


def _turn(x: Array, transform: Array) -> Array:
    """X A, with a column left free for the outcome: shape (n, p + 1)."""
    rows = np.empty((len(x), len(transform) + 1))
    np.matmul(x, transform, out=rows[:, :-1])
    return rows


def blocks(n: int) -> Iterator[slice]:
    """Cut n rows into parts that are worked on one after the other."""
    return (slice(first, min(first + BLOCK, n)) for first in range(0, n, BLOCK))


def _inverse_factor(
    read: Callable[[Codes | slice], tuple[Array, Array]], parts: list[slice], p: int
) -> Array:
    """Inverse of an upper triangular R with R'R = X'X, up to rounding."""
    from scipy.linalg import solve_triangular

    squares, products = np.zeros(p), np.zeros((p, p))
    for part in parts:
        x, _ = read(part)
        squares += np.einsum("ij,ij->j", x, x)
        products += x.T @ x
    lengths = np.sqrt(squares)
    try:
        factor = np.linalg.cholesky(products / np.outer(lengths, lengths)).T
        if np.diag(factor).min() < 1e-5:
            raise np.linalg.LinAlgError
    except np.linalg.LinAlgError:
        x, _ = read(slice(None))
        factor = np.asarray(np.linalg.qr(x / lengths, mode="r"))
    return np.asarray(solve_triangular(factor, np.eye(p)) / lengths[:, None])
