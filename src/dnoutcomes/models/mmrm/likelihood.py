"""The restricted or full likelihood of a visit covariance, its gradient and Hessian, from sums over the data.

Coefficients and covariance are in the coordinates of `standardise`; nothing here reads a row of data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.slopes import Slopes
from dnoutcomes.models.mmrm.sums import Sums

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The likelihood at one covariance.

    Attributes
    ----------
    moments : Sums
        Of the data.
    reml : bool
        Restricted likelihood or not.
    precision : array of shape (P, m, m)
        O_p, inverse covariance of the visits of each pattern, zero elsewhere.
    coefficients : array of shape (p,)
        b, generalised least squares.
    vcov : array of shape (p, p)
        F = (X'OX)^-1.
    value : float
        -2 (restricted) log-likelihood.
    """

    moments: Sums
    reml: bool
    precision: Array
    coefficients: Array
    vcov: Array
    value: float

    @cached_property
    def residual_direction(self) -> Array:
        """The vector v = (-b, 1), so that [X y] v is the residual."""
        return np.append(-self.coefficients, 1.0)

    @cached_property
    def spread(self) -> Array:
        """B_p[j, k] = <T_p[j, k], v v' + F> for REML, without F for ML: shape (P, m, m)."""
        inner = np.outer(self.residual_direction, self.residual_direction)
        if self.reml:
            inner[:-1, :-1] += self.vcov
        return self.moments.inner_products(inner)

    @cached_property
    def turned_spread(self) -> Array:
        """O_p B_p O_p, shape (P, m, m)."""
        return self.precision @ self.spread @ self.precision

    @cached_property
    def gradient(self) -> Array:
        """D with d(-2 logL) = sum of D * dS, by group: shape (G, m, m).

        Notes
        -----
        D = sum over patterns of n_p O_p - O_p B_p O_p.
        """
        terms = self.moments.counts[:, None, None] * self.precision - self.turned_spread
        return sum_by_group(terms, self.moments)


def sum_by_group(terms: Array, moments: Sums) -> Array:
    """Add up patterns within groups: shape (P, ...) to (G, ...)."""
    if moments.n_groups == 1:
        return np.asarray(terms.sum(axis=0, keepdims=True))
    starts = np.searchsorted(moments.group, np.arange(moments.n_groups))
    return np.asarray(np.add.reduceat(terms, starts, axis=0))


def evaluate(moments: Sums, sigma: Array, *, reml: bool = True) -> Evaluation | None:
    """Evaluate the likelihood at a covariance.

    Parameters
    ----------
    moments : Sums
        Of the data, in standardised coordinates.
    sigma : array of shape (G, m, m)
        Covariance of the visits in each group.
    reml : bool
        Restricted or full likelihood.

    Returns
    -------
    Evaluation or None
        None when a covariance isn't positive definite, or so nearly singular that the value overflows.

    Notes
    -----
    With O_p the inverse of S restricted to the visits of pattern p:
    -2 logL_R = sum_p n_p log|S_p| + log|X'OX| + (y - Xb)'O(y - Xb) + (n - p) log 2 pi, and the same without
    log|X'OX| and with n for ML.
    """
    # S of each pattern, shape (P, m, m), with the identity at visits that it lacks: these add nothing to log|S_p|.
    padded = np.where(_both_observed(moments), sigma[moments.group], np.eye(moments.observed.shape[1]))
    try:
        factors = np.linalg.cholesky(padded)
        log_dets = 2.0 * np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
        precision = np.where(_both_observed(moments), np.linalg.inv(padded), 0.0)
        information = moments.weighted_sum(precision)
        factor = np.linalg.cholesky(information[:-1, :-1])
    except np.linalg.LinAlgError:
        return None
    # information is [X y]'O[X y]: its blocks are X'OX, X'Oy and y'Oy.
    vcov = np.asarray(np.linalg.inv(information[:-1, :-1]), dtype=float)
    coefficients = vcov @ information[:-1, -1]
    # (y - Xb)'O(y - Xb) = y'Oy - y'OX b.
    squares = float(information[-1, -1] - information[:-1, -1] @ coefficients)
    n, p = moments.n_observations, moments.q - 1
    value = float(moments.counts @ log_dets) + squares + (n - p if reml else n) * float(np.log(2 * np.pi))
    if reml:
        value += 2.0 * float(np.log(np.diag(factor)).sum())
    if not np.isfinite(value):
        return None
    return Evaluation(moments, reml, precision, coefficients, vcov, value)


def _both_observed(moments: Sums) -> NDArray[np.bool_]:
    return moments.observed[:, :, None] & moments.observed[:, None, :]


def fisher_information(at: Evaluation, slopes: Slopes) -> Array:
    """Expected Hessian of -2 logL by the parameters of S, as if the coefficients were known: (G r, G r)."""
    weighted = at.precision * at.moments.counts[:, None, None]
    return slopes.traces(at.moments, weighted, at.precision)


@dataclass(frozen=True, eq=False)
class SecondOrder:
    """Second derivatives of the likelihood and the matrices that degrees of freedom need.

    Attributes
    ----------
    hessian : array of shape (r, r)
        Of -2 logL with respect to the parameters, without the part from second derivatives of S.
    expected : array of shape (r, r)
        Expected Hessian (Fisher), positive semidefinite.
    scoring : array of shape (r, r)
        The expected Hessian as if the coefficients were known.
    p_matrices : array of shape (r, p, p)
        P_r = d(X'OX) / d theta_r = -X'O (dS/d theta_r) O X.
    """

    hessian: Array
    expected: Array
    scoring: Array
    p_matrices: Array


def second_order(at: Evaluation, slopes: Slopes) -> SecondOrder:
    """Differentiate twice, exactly.

    Parameters
    ----------
    at : Evaluation
        Where.
    slopes : Slopes
        Derivatives of the covariances by their parameters.

    Returns
    -------
    SecondOrder
        Parameters ordered by group.

    Notes
    -----
    With P = O - O X F X' O, e = y - Xb, S_r = dS/d theta_r and G_r = [X y]' O S_r O [X y]:

    - tr(P S_r P S_s) = tr(O S_r O S_s) - 2 tr(F Q_rs) + tr(F P_r F P_s), the expected Hessian for REML;
    - y'P S_r P S_s P y = e'O S_r O S_s O e - u_r' F u_s, u_r the x-part of G_r v;
    - d2(-2 logL_R) = -tr(P S_r P S_s) + 2 y'P S_r P S_s P y + tr(D S_rs).
    For ML, P is replaced by O in the traces.
    """
    # G_r, shape (r, p + 1, p + 1); P_r is minus its x-part.
    products = slopes.products(at.moments, at.precision)
    p_matrices = -products[:, :-1, :-1]
    along = (products @ at.residual_direction)[:, :-1]
    squares = along @ at.vcov @ along.T
    traces = fisher_information(at, slopes)
    # e'O S_r O S_s O e, then tr(F P_r F P_s).
    turned = slopes.traces(at.moments, at.precision, at.turned_spread)
    half = p_matrices @ at.vcov
    shared = np.einsum("rij,sji->rs", half, half, optimize=True)
    if not at.reml:
        return SecondOrder(-traces + 2.0 * (turned - squares), traces, traces, p_matrices)
    # tr(F Q_rs), by way of x_ij' F x_ik for each pair of visits.
    explained = at.moments.inner_products(_block(at.vcov))
    explained = slopes.traces(at.moments, at.precision, at.precision @ explained @ at.precision)
    hessian = -traces + 2.0 * turned - shared - 2.0 * squares
    return SecondOrder(hessian, traces - 2.0 * explained + shared, traces, p_matrices)


def _block(vcov: Array) -> Array:
    """F with a zero row and column for the outcome."""
    return np.pad(vcov, ((0, 1), (0, 1)))
