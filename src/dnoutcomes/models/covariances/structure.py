"""What a covariance structure must know, and how a correlation becomes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CovarianceStructure:
    """A covariance matrix of m visits as a function of unconstrained parameters.

    Attributes
    ----------
    name, label : str
        "toeph" and, as readers are told, "heterogeneous Toeplitz".
    n_params : callable
        m to the number of parameters.
    sigma : callable
        (theta, times) to the covariance, shape (m, m). Not necessarily positive definite for every theta.
    dsigma : callable
        (theta, times) to its derivatives, shape (r, m, m).
    start : callable
        (empirical covariance, times) to a starting value of theta.
    uses_time : bool
        Whether distances in time between visits matter.
    saturated : bool
        Whether every positive definite matrix can be reached, so that the gradient by the entries of S is zero
        at the maximum and second derivatives of S play no part there.
    stacks : bool
        Whether `sigma` and `dsigma` take the times of many patients at once: (..., m) to (..., m, m) and
        (..., r, m, m).
    for_most : callable or None
        Where parameters mean something else for another number of visits: from the most visits of a patient to the
        structure whose parameters mean the same for fewer.
    """

    name: str
    label: str
    n_params: Callable[[int], int]
    sigma: Callable[[Array, Array], Array]
    dsigma: Callable[[Array, Array], Array]
    start: Callable[[Array, Array], Array]
    uses_time: bool = False
    saturated: bool = False
    stacks: bool = False
    for_most: Callable[[int], CovarianceStructure] | None = None


@dataclass(frozen=True)
class Correlation:
    """A correlation matrix of m visits as a function of unconstrained parameters.

    Attributes
    ----------
    name, label, heterogeneous_label : str
        "toep", and what readers are told of it with one variance for all visits and with one for each: "Toeplitz" and
        "heterogeneous Toeplitz".
    n_params : callable
        m to the number of parameters.
    matrix : callable
        (rho, times) to the correlation matrix, shape (m, m).
    derivative : callable
        (rho, times) to its derivatives, shape (r, m, m).
    start : callable
        (empirical correlation, times) to a starting value.
    uses_time : bool
        Whether distances in time between visits matter.
    stacks : bool
        Whether `matrix` and `derivative` take the times of many patients at once: (..., m) to (..., m, m) and
        (..., r, m, m).
    for_most : callable or None
        Where parameters mean something else for another number of visits: from the most visits of a patient to the
        structure whose parameters mean the same for fewer.
    """

    name: str
    label: str
    heterogeneous_label: str
    n_params: Callable[[int], int]
    matrix: Callable[[Array, Array], Array]
    derivative: Callable[[Array, Array], Array]
    start: Callable[[Array, Array], Array]
    uses_time: bool = False
    stacks: bool = False
    for_most: Callable[[int], Correlation] | None = None


def homogeneous(correlation: Correlation) -> CovarianceStructure:
    """One variance for all visits: S = exp(2 theta_0) R(theta_1, ...)."""

    def sigma(theta: Array, times: Array) -> Array:
        return np.asarray(np.exp(2.0 * theta[0]) * correlation.matrix(theta[1:], times))

    def dsigma(theta: Array, times: Array) -> Array:
        variance = np.exp(2.0 * theta[0])
        by_spread = 2.0 * variance * correlation.matrix(theta[1:], times)[..., None, :, :]
        return np.concatenate([by_spread, variance * correlation.derivative(theta[1:], times)], axis=-3)

    def start(covariance: Array, times: Array) -> Array:
        spread = 0.5 * np.log(np.mean(np.diag(covariance)))
        return np.append(spread, correlation.start(to_correlation(covariance), times))

    for_most = correlation.for_most
    return CovarianceStructure(
        correlation.name,
        correlation.label,
        lambda m: 1 + correlation.n_params(m),
        sigma,
        dsigma,
        start,
        correlation.uses_time,
        stacks=correlation.stacks,
        for_most=None if for_most is None else lambda most: homogeneous(for_most(most)),
    )


def heterogeneous(correlation: Correlation) -> CovarianceStructure:
    """One variance per visit: S = D R D, D = diag(exp(theta_1), ..., exp(theta_m))."""

    def sigma(theta: Array, times: Array) -> Array:
        m = len(times)
        spread = np.exp(theta[:m])
        return np.outer(spread, spread) * correlation.matrix(theta[m:], times)

    def dsigma(theta: Array, times: Array) -> Array:
        m = len(times)
        spread = np.exp(theta[:m])
        scale = np.outer(spread, spread)
        covariance = scale * correlation.matrix(theta[m:], times)
        visits = np.eye(m)
        by_spread = covariance * (visits[:, :, None] + visits[:, None, :])
        return np.concatenate([by_spread, scale * correlation.derivative(theta[m:], times)])

    def start(covariance: Array, times: Array) -> Array:
        spread = 0.5 * np.log(np.diag(covariance))
        return np.append(spread, correlation.start(to_correlation(covariance), times))

    return CovarianceStructure(
        f"{correlation.name}h",
        correlation.heterogeneous_label,
        lambda m: m + correlation.n_params(m),
        sigma,
        dsigma,
        start,
        correlation.uses_time,
    )


def to_correlation(covariance: Array) -> Array:
    """Scale covariances to unit variances: (..., m, m) to (..., m, m).

    Examples
    --------
    >>> to_correlation(np.array([[4.0, 1.0], [1.0, 1.0]])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    spread = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    return np.asarray(covariance / (spread[..., :, None] * spread[..., None, :]))


def lags(times: Array) -> NDArray[np.intp]:
    """Number of visits between two visits, shape (m, m)."""
    order = np.arange(len(times))
    return np.asarray(np.abs(order[:, None] - order[None, :]))


def atanh_clipped(correlation: Array | float) -> Array:
    """Inverse hyperbolic tangent of a correlation pulled inside (-0.95, 0.95), for starting values."""
    return np.asarray(np.arctanh(np.clip(correlation, -0.95, 0.95)))
