"""First-order autoregressive: the correlation is a power of the number of visits between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import Correlation, atanh_clipped, lags

Array = NDArray[np.float64]


def _matrix(eta: Array, times: Array) -> Array:
    return np.asarray(np.tanh(eta[0]) ** lags(times))


def _derivative(eta: Array, times: Array) -> Array:
    rho, lag = np.tanh(eta[0]), lags(times)
    return np.asarray(lag * rho ** np.maximum(lag - 1, 0) * (1.0 - rho**2))[None]


def _start(correlation: Array, times: Array) -> Array:
    return np.atleast_1d(atanh_clipped(float(np.diag(correlation, 1).mean())))


AUTOREGRESSIVE = Correlation(
    "ar1",
    term("first-order autoregressive"),
    term("heterogeneous first-order autoregressive"),
    lambda m: 1,
    _matrix,
    _derivative,
    _start,
)
