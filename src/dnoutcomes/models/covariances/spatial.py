"""Correlation that falls with real time between visits: a power of it, or an exponential with a range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import Correlation

Array = NDArray[np.float64]


def _gaps(times: Array) -> Array:
    """Distances between the times of each patient: (..., m) to (..., m, m)."""
    return np.abs(times[..., :, None] - times[..., None, :])


def _power(eta: Array) -> float:
    """Correlation at distance 1, in (0, 1)."""
    return float(1.0 / (1.0 + np.exp(-eta[0])))


def _power_matrix(eta: Array, times: Array) -> Array:
    return np.asarray(_power(eta) ** _gaps(times))


def _power_derivative(eta: Array, times: Array) -> Array:
    gaps, rho = _gaps(times), _power(eta)
    return np.asarray(gaps * rho**gaps * (1.0 - rho))[..., None, :, :]


def _power_start(correlation: Array, times: Array) -> Array:
    rho = np.exp(-1.0 / _start_range(correlation, times))
    rho = np.clip(rho, 0.01, 0.9999)
    return np.array([np.log(rho / (1.0 - rho))])


def _exponential_matrix(eta: Array, times: Array) -> Array:
    return np.asarray(np.exp(-_gaps(times) / np.exp(eta[0])))


def _exponential_derivative(eta: Array, times: Array) -> Array:
    scaled = _gaps(times) / np.exp(eta[0])
    return np.asarray(scaled * np.exp(-scaled))[..., None, :, :]


def _exponential_start(correlation: Array, times: Array) -> Array:
    return np.array([np.log(_start_range(correlation, times))])


def _start_range(correlation: Array, times: Array) -> float:
    """Range d / -log(rho) from neighbouring visits, the middle one of them."""
    neighbours = np.clip(np.diag(correlation, 1), 0.05, 0.95)
    return float(np.median(np.diff(times) / -np.log(neighbours)))


SPATIAL_POWER = Correlation(
    "sp_pow",
    term("spatial power"),
    term("heterogeneous spatial power"),
    lambda m: 1,
    _power_matrix,
    _power_derivative,
    _power_start,
    uses_time=True,
    stacks=True,
)
SPATIAL_EXPONENTIAL = Correlation(
    "sp_exp",
    term("spatial exponential"),
    term("heterogeneous spatial exponential"),
    lambda m: 1,
    _exponential_matrix,
    _exponential_derivative,
    _exponential_start,
    uses_time=True,
    stacks=True,
)
