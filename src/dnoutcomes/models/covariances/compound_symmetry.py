"""Compound symmetry: the same correlation between any two visits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import Correlation

Array = NDArray[np.float64]


def _rho(eta: Array, most: int) -> tuple[float, float]:
    """The correlation in (-1 / (most - 1), 1), and its derivative."""
    lowest = -1.0 / (most - 1)
    share = 1.0 / (1.0 + np.exp(-eta[0]))
    return float(lowest + (1.0 - lowest) * share), float((1.0 - lowest) * share * (1.0 - share))


def _matrix(eta: Array, times: Array, most: int | None = None) -> Array:
    m = times.shape[-1]
    rho, _ = _rho(eta, most or m)
    return np.broadcast_to(np.where(np.eye(m, dtype=bool), 1.0, rho), (*times.shape, m))


def _derivative(eta: Array, times: Array, most: int | None = None) -> Array:
    m = times.shape[-1]
    _, slope = _rho(eta, most or m)
    each = np.where(np.eye(m, dtype=bool), 0.0, slope)
    return np.broadcast_to(each, (*times.shape[:-1], 1, m, m))


def _start(correlation: Array, times: Array, most: int | None = None) -> Array:
    lowest = -1.0 / ((most or len(times)) - 1)
    mean = float(correlation[np.triu_indices(len(times), 1)].mean())
    share = np.clip((mean - lowest) / (1.0 - lowest), 0.02, 0.98)
    return np.array([np.log(share / (1.0 - share))])


def _for_most(most: int) -> Correlation:
    """Let the correlation be as low as the patient with most visits allows, whatever visits others have."""
    return replace(
        COMPOUND_SYMMETRY,
        matrix=lambda eta, times: _matrix(eta, times, most),
        derivative=lambda eta, times: _derivative(eta, times, most),
        start=lambda correlation, times: _start(correlation, times, most),
    )


COMPOUND_SYMMETRY = Correlation(
    "cs",
    term("compound symmetry"),
    term("heterogeneous compound symmetry"),
    lambda m: 1,
    _matrix,
    _derivative,
    _start,
    stacks=True,
    for_most=_for_most,
)
