"""Kenward and Roger's covariance of the coefficients and degrees of freedom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.cholesky import CHOLESKY
from dnoutcomes.models.likelihood import second_order
from dnoutcomes.models.maximise import Maximum
from dnoutcomes.models.uncertainty import Uncertainty, scaled_f

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
    vcov, matrices = maximum.at.vcov, maximum.p_matrices
    weighted = np.tensordot(theta_vcov, matrices, axes=1)
    inner = _sum_of_q(maximum, theta_vcov) - np.einsum(
        "rab,rbc->ac", matrices @ vcov, weighted, optimize=True
    )
    if second_derivatives:
        inner -= _sum_of_r(maximum, theta_vcov) / 4.0
    return np.asarray(vcov + 2.0 * vcov @ inner @ vcov)


def _sum_of_q(maximum: Maximum, theta_vcov: Array) -> Array:
    """Sum over r, s of W_rs Q_rs: shape (p, p)."""
    at, slopes = maximum.at, maximum.slopes
    r = slopes.shape[1]
    weights = np.zeros_like(at.precision)
    for group in range(at.moments.n_groups):
        part = slice(group * r, (group + 1) * r)
        mine = at.moments.group == group
        precision = at.precision[mine]
        paired = np.tensordot(theta_vcov[part, part], slopes[group], axes=1)
        inner = sum(one @ precision @ other for one, other in zip(slopes[group], paired))
        weights[mine] = precision @ inner @ precision
    return at.moments.weighted_sum(weights)[:-1, :-1]


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
        gradient=parameters.gradient(slopes, maximum.at.gradient),
        hessian=second.hessian,
        p_matrices=second.p_matrices,
    )


def kenward_roger_joint(functions: Array, estimates: Array, known: Uncertainty) -> tuple[float, float, float]:
    """Test that several linear functions are all zero, with the F statistic scaled.

    Parameters
    ----------
    functions : array of shape (l, p)
        Independent rows L.
    estimates : array of shape (l,)
        L b.
    known : Uncertainty
        Of the coefficients; `vcov` is the Kenward-Roger covariance.

    Returns
    -------
    (lambda F, l, df)

    Notes
    -----
    With V = (L F L')^-1 and M_r = L F_r L', F_r the derivative of F by parameter r:
    A1 = sum_rs W_rs tr(V M_r) tr(V M_s) and A2 = sum_rs W_rs tr(V M_r V M_s). Lambda and df match the first two
    moments of F, exactly so in the cases that Kenward and Roger (1997) list. For l = 1 lambda is 1 and df is
    Satterthwaite's.
    """
    size = len(functions)
    inverse = np.linalg.inv(functions @ known.model_vcov @ functions.T)
    turned = inverse @ (functions @ known.vcov_derivatives @ functions.T)
    traces = np.trace(turned, axis1=1, axis2=2)
    a1 = float(traces @ known.theta_vcov @ traces)
    a2 = float(np.einsum("rs,rab,sba->", known.theta_vcov, turned, turned, optimize=True))
    scale, df = _scale_and_df(a1, a2, size)
    return scale * scaled_f(functions, estimates, known.vcov), float(size), df


def _scale_and_df(a1: float, a2: float, size: int) -> tuple[float, float]:
    """Lambda and the denominator df from A1 and A2."""
    if a2 <= 1e-14:
        return 1.0, float("inf")
    b = (a1 + 6.0 * a2) / (2.0 * size)
    g = ((size + 1.0) * a1 - (size + 4.0) * a2) / ((size + 2.0) * a2)
    below = 3.0 * size + 2.0 * (1.0 - g)
    c1, c2, c3 = g / below, (size - g) / below, (size + 2.0 - g) / below
    mean = 1.0 / (1.0 - a2 / size)
    variance = (2.0 / size) * (1.0 + c1 * b) / ((1.0 - c2 * b) ** 2 * (1.0 - c3 * b))
    rho = variance / (2.0 * mean**2)
    df = 4.0 + (size + 2.0) / (size * rho - 1.0)
    return df / (mean * (df - 2.0)), df
