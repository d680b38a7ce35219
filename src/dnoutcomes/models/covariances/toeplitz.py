"""Toeplitz: one correlation for each number of visits between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import Correlation, atanh_clipped, lags

Array = NDArray[np.float64]


def _matrix(eta: Array, times: Array) -> Array:
    return np.append(1.0, np.tanh(eta))[lags(times)]


def _derivative(eta: Array, times: Array) -> Array:
    slope = 1.0 - np.tanh(eta) ** 2
    lag = np.arange(1, len(times))
    return np.asarray(slope[:, None, None] * (lags(times)[None] == lag[:, None, None]))


def _start(correlation: Array, times: Array) -> Array:
    means = [float(np.diag(correlation, lag).mean()) for lag in range(1, len(times))]
    return atanh_clipped(np.array(means))


TOEPLITZ = Correlation(
    "toep",
    term("Toeplitz"),
    term("heterogeneous Toeplitz"),
    lambda m: m - 1,
    _matrix,
    _derivative,
    _start,
)
