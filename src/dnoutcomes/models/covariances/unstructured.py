"""Unstructured: every variance and covariance is its own parameter."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import CovarianceStructure

Array = NDArray[np.float64]


@lru_cache(maxsize=64)
def _below(m: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row and column of the entries below the diagonal, row by row."""
    rows, columns = np.tril_indices(m, -1)
    return rows, columns


def _unit(theta: Array, m: int) -> Array:
    """U, unit lower triangular, from the parameters after the first m."""
    unit = np.eye(m)
    unit[_below(m)] = theta[m:]
    return unit


def _sigma(theta: Array, times: Array) -> Array:
    factor = _unit(theta, len(times)) * np.exp(theta[: len(times)])
    return np.asarray(factor @ factor.T)


def _dsigma(theta: Array, times: Array) -> Array:
    m = len(times)
    scale = np.exp(theta[:m])
    factor = _unit(theta, m) * scale
    rows, columns = _below(m)
    visits = np.arange(m)
    dfactor = np.zeros((len(theta), m, m))
    dfactor[visits, :, visits] = factor.T
    dfactor[m + np.arange(len(rows)), rows, columns] = scale[columns]
    half = dfactor @ factor.T
    return np.asarray(half + half.transpose(0, 2, 1))


def _start(covariance: Array, times: Array) -> Array:
    factor = np.linalg.cholesky(covariance)
    scale = np.diag(factor)
    return np.append(np.log(scale), (factor / scale)[_below(len(times))])


UNSTRUCTURED = CovarianceStructure(
    "us", term("unstructured"), lambda m: m * (m + 1) // 2, _sigma, _dsigma, _start, saturated=True
)
