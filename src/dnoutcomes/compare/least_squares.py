"""Least squares over the columns that can be estimated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError

if TYPE_CHECKING:
    from dnoutcomes.models.shared.design import ModelDesign

Array = NDArray[np.float64]

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


def solve(design: ModelDesign) -> LeastSquares:
    """Solve the least-squares problem of a design, over its independent columns in the order of the formula.

    Raises
    ------
    ModelError
        There are not more subjects than coefficients.
    """
    from dnoutcomes.models.shared.rank import independent_columns

    estimated = independent_columns(design.x)
    if design.n_observations <= len(estimated):
        raise ModelError(
            f"{design.n_observations} subjects and {len(estimated)} coefficients ({design.formula}): nothing "
            "is left to estimate the residual variance from; use fewer covariates or pool levels"
        )
    return replace(least_squares(design.x[:, estimated], design.y), estimated=estimated)


def least_squares(x: Array, y: Array) -> LeastSquares:
    """Solve a least-squares problem of full rank.

    Parameters
    ----------
    x : array of shape (n, k)
        Independent columns, fewer than rows.
    y : array of shape (n,)
    """
    # X = Q R: the coefficients are inv(R) Q'y and the influence X inv(X'X) is Q inv(R)', without forming X'X.
    q, r = np.linalg.qr(x)
    coefficients = np.linalg.solve(r, q.T @ y)
    residuals = y - x @ coefficients
    influence = np.linalg.solve(r, q.T).T
    n, k = x.shape
    return LeastSquares(np.arange(k), coefficients, influence, np.asarray(q), residuals, n - k)
