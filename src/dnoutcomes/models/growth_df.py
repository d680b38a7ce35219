"""Denominator degrees of freedom of a growth model: Satterthwaite, Kenward-Roger, residual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth_likelihood import GrowthLikelihood
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]

#: Directions in which the likelihood is flatter than this share of the steepest count as known.
FLAT = 1e-8


@dataclass(frozen=True, eq=False)
class CoefficientTests:
    """Covariance of the coefficients and the degrees of freedom that go with it.

    Attributes
    ----------
    vcov : array of shape (p, p)
        Covariance of the coefficients.
    degrees_of_freedom : callable
        Array of shape (k, p) to array of shape (k,).
    joint : callable
        Array of shape (l, p) to (F, numerator df, denominator df).
    method : str
        The name to print.
    """

    vcov: Array
    degrees_of_freedom: Callable[[Array], Array]
    joint: Callable[[Array, Array], tuple[float, float, float]]
    method: str


@dataclass(frozen=True, eq=False)
class Curvature:
    """The likelihood at its maximum, seen from the unconstrained parameters.

    Attributes
    ----------
    likelihood : GrowthLikelihood
        At the estimates.
    jacobian : array of shape (K + 1, K + 1)
        Derivative of the natural parameters and log s2 by the unconstrained ones and log s2.
    hessian : array of shape (K + 1, K + 1)
        Second derivatives of -2 logL by the unconstrained parameters and log s2.
    """

    likelihood: GrowthLikelihood
    jacobian: Array
    hessian: Array


def satterthwaite(curvature: Curvature) -> CoefficientTests:
    """Satterthwaite degrees of freedom from the observed information, as lmerTest defines them.

    Notes
    -----
    df(l) = 2 (l'Cl)^2 / (g'Wg), C the covariance of the coefficients, g the gradient of l'Cl by the covariance
    parameters and W = 2 inv(H) their covariance, H the Hessian of -2 (restricted) logL. At a maximum this does
    not depend on the parameters chosen. Where a variance is zero, it counts as known.

    Joint tests average the squared t statistics of the principal axes of L C L' (Fai and Cornelius, 1996).
    """
    likelihood = curvature.likelihood
    slopes = likelihood.sigma2 * _covariance_slopes(likelihood)
    vcov = likelihood.sigma2 * likelihood.f
    spread = 2 * _inverse_of_positive_part(curvature.hessian)
    spread = curvature.jacobian @ spread @ curvature.jacobian.T

    def degrees_of_freedom(functions: Array) -> Array:
        gradient = np.einsum("ix,kxy,iy->ik", functions, slopes, functions, optimize=True)
        variance = np.einsum("ix,xy,iy->i", functions, vcov, functions)
        uncertainty = np.einsum("ik,kl,il->i", gradient, spread, gradient)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(2 * variance**2 / uncertainty)

    def joint(functions: Array, coefficients: Array) -> tuple[float, float, float]:
        variances, axes = _principal_axes(functions, vcov)
        statistics = (axes @ coefficients) ** 2 / variances
        df = _fai_cornelius(degrees_of_freedom(axes))
        return float(statistics.mean()), float(len(axes)), df

    return CoefficientTests(vcov, degrees_of_freedom, joint, "Satterthwaite")


def kenward_roger(curvature: Curvature) -> CoefficientTests:
    """Kenward-Roger covariance and degrees of freedom, first-order form, as pbkrtest computes them.

    Notes
    -----
    With F = inv(X'V^-1X), P_k = -X'V^-1 dV_k V^-1 X, Q_kl = X'V^-1 dV_k V^-1 dV_l V^-1 X and W the inverse of the
    expected restricted information, the covariance of the coefficients is F + 2F{sum W_kl (Q_kl - P_k F P_l)}F. With
    independent residuals V is linear in its parameters, no second derivative of V is left out, and the result
    doesn't depend on the parameters chosen. F of a joint test is scaled by lambda and has the df of Kenward
    and Roger (1997, section 3); for a single function the df is Satterthwaite's with the expected information.
    """
    likelihood = curvature.likelihood
    if not likelihood.reml:
        raise ModelError("Kenward-Roger is defined for REML: fit with reml=True, or use df='satterthwaite'")
    f, sigma2 = likelihood.f, likelihood.sigma2
    slopes = _covariance_slopes(likelihood)
    spread = _inverse_of_positive_part(likelihood.expected_information)
    adjusted = f + 2 * _bias(likelihood, slopes, spread)

    def degrees_of_freedom(functions: Array) -> Array:
        gradient = np.einsum("ix,kxy,iy->ik", functions, slopes, functions, optimize=True)
        variance = np.einsum("ix,xy,iy->i", functions, f, functions)
        uncertainty = np.einsum("ik,kl,il->i", gradient, spread, gradient)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(2 * variance**2 / uncertainty)

    def joint(functions: Array, coefficients: Array) -> tuple[float, float, float]:
        _, axes = _principal_axes(functions, f)
        estimate = axes @ coefficients
        wald = float(estimate @ np.linalg.solve(sigma2 * axes @ adjusted @ axes.T, estimate)) / len(axes)
        scale, df = _kenward_roger_scale(axes, f, slopes, spread)
        return scale * wald, float(len(axes)), df

    return CoefficientTests(sigma2 * adjusted, degrees_of_freedom, joint, "Kenward-Roger (linear)")


def residual(curvature: Curvature) -> CoefficientTests:
    """Rows less coefficients: right when patients don't differ, too many otherwise."""
    likelihood = curvature.likelihood
    vcov = likelihood.sigma2 * likelihood.f
    df = float(likelihood.n_rows - likelihood.p)

    def joint(functions: Array, coefficients: Array) -> tuple[float, float, float]:
        variances, axes = _principal_axes(functions, vcov)
        return float(np.mean((axes @ coefficients) ** 2 / variances)), float(len(axes)), df

    return CoefficientTests(vcov, lambda functions: np.full(len(functions), df), joint, "residual")


#: Degrees of freedom by the name that `growth(df=...)` takes.
DF_METHODS: Registry[Callable[[Curvature], CoefficientTests]] = Registry(
    "degrees-of-freedom method of a growth model",
    [("satterthwaite", satterthwaite), ("kenward-roger", kenward_roger), ("residual", residual)],
    ModelError,
)


def _covariance_slopes(likelihood: GrowthLikelihood) -> Array:
    """Derivative of F s2 by the natural parameters and log s2, relative to s2; shape (K + 1, p, p)."""
    f = likelihood.f
    inner = f @ likelihood.terms.first[:, :-1, :-1] @ f
    return np.concatenate([inner, f[None]])


def _bias(likelihood: GrowthLikelihood, slopes: Array, spread: Array) -> Array:
    """F{sum W_kl (Q_kl - P_k F P_l)}F; the terms of log s2 cancel, for its dV is V itself."""
    f, terms = likelihood.f, likelihood.terms
    second = terms.second_summed(spread[:-1, :-1])[:-1, :-1]
    first = terms.first[:, :-1, :-1]
    given = np.einsum("kl,kxy,yz,lzw->xw", spread[:-1, :-1], first, f, first, optimize=True)
    return np.asarray(f @ (second - (given + given.T) / 2) @ f)


def _kenward_roger_scale(axes: Array, f: Array, slopes: Array, spread: Array) -> tuple[float, float]:
    """Lambda and denominator df of Kenward and Roger (1997)."""
    size = len(axes)
    inner = np.linalg.solve(axes @ f @ axes.T, axes)
    moved = np.einsum("ix,kxy,jy->kij", inner, slopes, axes, optimize=True)
    traces = np.einsum("kii->k", moved)
    a1 = float(traces @ spread @ traces)
    a2 = float(np.einsum("kl,kij,lji->", spread, moved, moved, optimize=True))
    b = (a1 + 6 * a2) / (2 * size)
    g = ((size + 1) * a1 - (size + 4) * a2) / ((size + 2) * a2)
    below = 3 * size + 2 * (1 - g)
    c1, c2, c3 = g / below, (size - g) / below, (size + 2 - g) / below
    mean = 1 / (1 - a2 / size)
    variance = 2 / size * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    ratio = variance / (2 * mean**2)
    df = 4 + (size + 2) / (size * ratio - 1)
    return df / (mean * (df - 2)), df


def _principal_axes(functions: Array, vcov: Array) -> tuple[Array, Array]:
    """Functions turned so that their estimates are uncorrelated; redundant ones are dropped."""
    values, vectors = np.linalg.eigh(functions @ vcov @ functions.T)
    large = values > FLAT * values.max()
    return values[large], vectors[:, large].T @ functions


def _fai_cornelius(df: Array) -> float:
    if len(df) == 1 or np.ptp(df) < 1e-8:
        return float(df.mean())
    if df.min() <= 2:
        return 2.0
    expectation = float(np.sum(df / (df - 2)))
    return 2 * expectation / (expectation - len(df))


def _inverse_of_positive_part(matrix: Array) -> Array:
    """Inverse on the directions of clearly positive curvature, zero on the others."""
    size = np.sqrt(np.maximum(np.diag(matrix), FLAT * max(float(np.diag(matrix).max()), 1e-300)))
    values, vectors = np.linalg.eigh(matrix / np.outer(size, size))
    inverse = np.where(values > FLAT, 1 / np.where(values > FLAT, values, 1.0), 0.0)
    return np.asarray((vectors * inverse) @ vectors.T / np.outer(size, size))
