"""Ante-dependence: one correlation for each step, multiplied along the way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import Correlation, atanh_clipped

Array = NDArray[np.float64]


def _chain(rho: Array) -> Array:
    """Products of the steps between two visits, symmetric with a unit diagonal."""
    m = len(rho) + 1
    above = np.zeros((m, m))
    for row in range(m - 1):
        above[row, row + 1 :] = np.cumprod(rho[row:])
    return np.eye(m) + above + above.T


def _matrix(eta: Array, times: Array) -> Array:
    return _chain(np.tanh(eta))


def _derivative(eta: Array, times: Array) -> Array:
    rho = np.tanh(eta)
    order = np.arange(len(times))
    derivatives = np.zeros((len(rho), len(times), len(times)))
    for step in range(len(rho)):
        others = rho.copy()
        others[step] = 1.0
        crosses = (order[:, None] <= step) & (order[None, :] > step)
        derivatives[step] = (1.0 - rho[step] ** 2) * _chain(others) * (crosses | crosses.T)
    return derivatives


def _start(correlation: Array, times: Array) -> Array:
    return atanh_clipped(np.diag(correlation, 1))


ANTEDEPENDENCE = Correlation(
    "ad",
    term("ante-dependence"),
    term("heterogeneous ante-dependence"),
    lambda m: m - 1,
    _matrix,
    _derivative,
    _start,
)
