"""Rows of [X y] in coordinates where sums of their products lose no digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StandardisedRows:
    """[X y] with orthogonal covariates of mean square 1, and the least-squares residual in place of y.

    Attributes
    ----------
    rows : array of shape (n, p + 1)
        X A, then (y - X offset) / scale, each row times the square root of its weight.
    transform : array of shape (p, p)
        A, upper triangular.
    offset : array of shape (p,)
        Least-squares coefficients.
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

    rows: Array
    transform: Array
    offset: Array
    scale: float
    log_weights: float
    n: int

    @property
    def log_likelihood_shift(self) -> tuple[float, float]:
        """What to add to -2 log-likelihood here to have it for the data: for REML and for ML."""
        n, p = self.n, self.rows.shape[1] - 1
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
    root = None if weights is None else np.sqrt(weights)
    if root is not None:
        x, y = x * root[:, None], y * root
    n, p = n or len(x), x.shape[1]
    transform = _inverse_factor(x) * np.sqrt(n)
    rows = np.empty((len(x), p + 1))
    np.matmul(x, transform, out=rows[:, :p])
    inner = rows[:, :p].T @ rows[:, :p]
    along = np.linalg.solve(inner, rows[:, :p].T @ y)
    residual = y - rows[:, :p] @ along
    scale = float(np.sqrt(np.sum(residual**2) / n))
    rows[:, p] = residual / scale
    log_weights = 0.0 if weights is None else float(np.log(weights).sum())
    return StandardisedRows(rows, transform, transform @ along, scale, log_weights, n)


def _inverse_factor(x: Array) -> Array:
    """Inverse of an upper triangular R with R'R = X'X, up to rounding."""
    from scipy.linalg import solve_triangular

    lengths = np.sqrt(np.einsum("ij,ij->j", x, x))
    inner = (x.T @ x) / np.outer(lengths, lengths)
    identity = np.eye(len(lengths))
    try:
        factor = np.linalg.cholesky(inner).T
        if np.diag(factor).min() < 1e-5:
            raise np.linalg.LinAlgError
    except np.linalg.LinAlgError:
        factor = np.asarray(np.linalg.qr(x / lengths, mode="r"))
    return np.asarray(solve_triangular(factor, identity) / lengths[:, None])
