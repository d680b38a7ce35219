"""What is known about the coefficients and about the covariance behind them, as df methods need it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Covariance of the estimable coefficients and its sensitivity to the covariance parameters.

    Attributes
    ----------
    model_vcov : array of shape (p, p)
        F, the model-based covariance of the coefficients.
    vcov : array of shape (p, p)
        The covariance that standard errors use.
    vcov_derivatives : array of shape (r, p, p)
        Derivatives of F by the covariance parameters, -F P_r F with P_r those of its inverse.
    theta_vcov : array of shape (r, r)
        W, covariance of the covariance parameters: twice the inverse of the Hessian of -2 logL.
    n_observations, n_subjects : int
        Rows and subjects used.
    between : array of bool, shape (p,)
        Coefficients whose column doesn't vary within any subject.
    intercept : array of bool, shape (p,)
        Coefficients whose column is constant.
    """

    model_vcov: Array
    vcov: Array
    vcov_derivatives: Array
    theta_vcov: Array
    n_observations: int
    n_subjects: int
    between: NDArray[np.bool_]
    intercept: NDArray[np.bool_]


def variance_gradient(functions: Array, uncertainty: Uncertainty) -> tuple[Array, Array]:
    """Variances c'Fc and their derivatives by the covariance parameters.

    Parameters
    ----------
    functions : array of shape (k, p)
        One c per row.
    uncertainty : Uncertainty
        Of the coefficients.

    Returns
    -------
    (array of shape (k,), array of shape (k, r))

    Notes
    -----
    d(c'Fc)/d theta_r = -c'F P_r F c.
    """
    variance = np.einsum("kp,pq,kq->k", functions, uncertainty.model_vcov, functions, optimize=True)
    gradient = np.einsum("kp,rpq,kq->kr", functions, uncertainty.vcov_derivatives, functions, optimize=True)
    return variance, gradient


def scaled_f(functions: Array, estimates: Array, vcov: Array) -> float:
    """Wald F: (L b)' (L V L')^-1 (L b) / l."""
    return float(estimates @ np.linalg.solve(functions @ vcov @ functions.T, estimates)) / len(functions)
