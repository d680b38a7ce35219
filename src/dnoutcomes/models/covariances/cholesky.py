"""The unstructured matrix in the parameters of R's mmrm, on which its form of Kenward-Roger depends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import CovarianceStructure

Array = NDArray[np.float64]


def _factor(theta: Array, m: int) -> Array:
    """D U: D the exponentials of the first m parameters, U unit lower triangular, filled row by row."""
    unit = np.eye(m)
    unit[np.tril_indices(m, -1)] = theta[m:]
    return np.asarray(np.exp(theta[:m])[:, None] * unit)


def _sigma(theta: Array, times: Array) -> Array:
    factor = _factor(theta, len(times))
    return np.asarray(factor @ factor.T)


def _dsigma(theta: Array, times: Array) -> Array:
    m = len(times)
    factor = _factor(theta, m)
    rows, columns = np.tril_indices(m, -1)
    dfactor = np.zeros((len(theta), m, m))
    dfactor[np.arange(m), np.arange(m)] = factor
    dfactor[m + np.arange(len(rows)), rows, columns] = np.exp(theta[:m])[rows]
    half = dfactor @ factor.T
    return np.asarray(half + half.transpose(0, 2, 1))


def _start(covariance: Array, times: Array) -> Array:
    factor = np.linalg.cholesky(covariance)
    scale = np.diag(factor)
    return np.append(np.log(scale), (factor / scale[:, None])[np.tril_indices(len(times), -1)])


CHOLESKY = CovarianceStructure(
    "us", term("unstructured"), lambda m: m * (m + 1) // 2, _sigma, _dsigma, _start, saturated=True
)
