"""Kenward and Roger's covariance of the coefficients of an MMRM."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.cholesky import CHOLESKY
from dnoutcomes.models.mmrm.likelihood import second_order
from dnoutcomes.models.mmrm.maximise import Maximum

Array = NDArray[np.float64]


def kenward_roger_vcov(maximum: Maximum, theta_vcov: Array, *, second_derivatives: bool = False) -> Array:
    """Covariance of the coefficients that allows for the estimated covariance.

    Parameters
    ----------
    maximum : Maximum
        The fit.
    theta_vcov : array of shape (r, r)
        W, covariance of the covariance parameters.
    second_derivatives : bool
        Keep R, the part from second derivatives of S. Without it the result doesn't depend on how S is written
        in parameters ("linear"); with it, it does.

    Returns
    -------
    array of shape (p, p)

    Notes
    -----
    F + 2 F {sum_rs W_rs (Q_rs - P_r F P_s - R_rs / 4)} F, with P_r = -X'O S_r O X, Q_rs = X'O S_r O S_s O X and
    R_rs = X'O S_rs O X. The sum over Q needs no matrix per pair of parameters: it is the weighted sum of moments
    with weights O_p C_p O_p, C_p = sum_rs W_rs S_r O_p S_s.

    References
    ----------
    Kenward MG, Roger JH. Small sample inference for fixed effects from restricted maximum likelihood. Biometrics
    1997;53:983-97. Kenward MG, Roger JH. An improved approximation to the precision of fixed effects from
    restricted maximum likelihood. Comput Stat Data Anal 2009;53:2583-95.
    """
    # F, shape (p, p), and P_r = -X'O S_r O X, shape (r, p, p); W is the covariance of the parameters.
    vcov, matrices = maximum.at.vcov, maximum.p_matrices
    weighted = np.tensordot(theta_vcov, matrices, axes=1)
    inner = _sum_of_q(maximum, theta_vcov) - np.einsum(
        "rab,rbc->ac", matrices @ vcov, weighted, optimize=True
    )
    # R_rs holds the curvature of S: zero for a covariance that is linear in its parameters.
    if second_derivatives:
        inner -= _sum_of_r(maximum, theta_vcov) / 4.0
    # F_A = F + 2 F {sum W_rs (Q_rs - P_r F P_s - R_rs / 4)} F.
    return np.asarray(vcov + 2.0 * vcov @ inner @ vcov)


def _sum_of_q(maximum: Maximum, theta_vcov: Array) -> Array:
    """Sum over r, s of W_rs Q_rs: shape (p, p)."""
    at = maximum.at
    inner = maximum.slopes.carried(at.moments, theta_vcov, at.precision)
    return at.moments.weighted_sum(at.precision @ inner @ at.precision)[:-1, :-1]


def _sum_of_r(maximum: Maximum, theta_vcov: Array) -> Array:
    """Sum over r, s of W_rs R_rs: shape (p, p)."""
    at = maximum.at
    second = maximum.parameters.weighted_second_derivative(maximum.theta, theta_vcov)
    return at.moments.weighted_sum(at.precision @ second[at.moments.group] @ at.precision)[:-1, :-1]


def in_cholesky_parameters(maximum: Maximum) -> Maximum:
    """Write the maximum of an unstructured fit in the parameters of mmrm: S = (D U)(D U)'."""
    parameters = replace(maximum.parameters, structure=CHOLESKY)
    theta = parameters.start(maximum.sigma)
    slopes = parameters.slopes(theta)
    second = second_order(maximum.at, slopes)
    return replace(
        maximum,
        parameters=parameters,
        theta=theta,
        slopes=slopes,
        gradient=slopes.chain(maximum.at.gradient),
        hessian=second.hessian,
        p_matrices=second.p_matrices,
    )
