"""Unstructured: every variance and covariance is its own parameter."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.structure import CovarianceStructure

Array = NDArray[np.float64]


@lru_cache(maxsize=64)
def _below(m: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row and column of the entries below the diagonal, row by row."""
    rows, columns = np.tril_indices(m, -1)
    return rows, columns


def _factor(theta: Array, m: int) -> Array:
    """D U: D the exponentials of the first m parameters, U unit lower triangular, filled row by row."""
    unit = np.eye(m)
    unit[_below(m)] = theta[m:]
    return np.asarray(np.exp(theta[:m])[:, None] * unit)


def _sigma(theta: Array, times: Array) -> Array:
    factor = _factor(theta, len(times))
    return np.asarray(factor @ factor.T)


def _dsigma(theta: Array, times: Array) -> Array:
    m = len(times)
    factor = _factor(theta, m)
    scale = np.exp(theta[:m])
    rows, columns = _below(m)
    dfactor = np.zeros((len(theta), m, m))
    dfactor[np.arange(m), np.arange(m)] = factor
    dfactor[m + np.arange(len(rows)), rows, columns] = scale[rows]
    half = dfactor @ factor.T
    return np.asarray(half + half.transpose(0, 2, 1))


def _start(covariance: Array, times: Array) -> Array:
    factor = np.linalg.cholesky(covariance)
    scale = np.diag(factor)
    return np.append(np.log(scale), (factor / scale[:, None])[_below(len(times))])


UNSTRUCTURED = CovarianceStructure(
    "us",
    "unstructured",
    lambda m: m * (m + 1) // 2,
    _sigma,
    _dsigma,
    _start,
    saturated=True,
)
