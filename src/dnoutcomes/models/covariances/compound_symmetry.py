"""Compound symmetry: the same correlation between any two visits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import Correlation

Array = NDArray[np.float64]


def _rho(eta: Array, m: int) -> tuple[float, float]:
    """The correlation in (-1 / (m - 1), 1), and its derivative."""
    lowest = -1.0 / (m - 1)
    share = 1.0 / (1.0 + np.exp(-eta[0]))
    return float(lowest + (1.0 - lowest) * share), float((1.0 - lowest) * share * (1.0 - share))


def _matrix(eta: Array, times: Array) -> Array:
    rho, _ = _rho(eta, len(times))
    return np.where(np.eye(len(times), dtype=bool), 1.0, rho)


def _derivative(eta: Array, times: Array) -> Array:
    _, slope = _rho(eta, len(times))
    return np.where(np.eye(len(times), dtype=bool), 0.0, slope)[None]


def _start(correlation: Array, times: Array) -> Array:
    m = len(times)
    lowest = -1.0 / (m - 1)
    mean = float(correlation[np.triu_indices(m, 1)].mean())
    share = np.clip((mean - lowest) / (1.0 - lowest), 0.02, 0.98)
    return np.array([np.log(share / (1.0 - share))])


COMPOUND_SYMMETRY = Correlation(
    "cs",
    term("compound symmetry"),
    term("heterogeneous compound symmetry"),
    lambda m: 1,
    _matrix,
    _derivative,
    _start,
)
