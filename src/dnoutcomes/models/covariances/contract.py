"""What a covariance structure must keep to, tried at a few parameters before it's used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.covariances.structure import CovarianceStructure

Array = NDArray[np.float64]

# Unequal distances, so that a structure that mixes up its visits is seen.
_TIMES = (np.array([0.0, 1.0, 2.5]), np.array([0.0, 1.0, 2.5, 3.0, 7.0]))
_STEP = 1e-6
# Central differences of smooth functions of order 1 are right to about 1e-10.
_TOLERANCE = 1e-6


def require_contract(structure: CovarianceStructure) -> None:
    """Refuse a structure whose parts contradict each other: standard errors and df rest on its derivatives.

    Raises
    ------
    ModelError
        Shapes, symmetry, derivatives or starting values are wrong; the message says which, and for how many visits.
    """
    for times in _TIMES:
        problem = _problem(structure, times)
        if problem:
            raise ModelError(
                f"covariance structure {structure.name!r} can't be used: with {len(times)} visits {problem}"
            )


def _problem(structure: CovarianceStructure, times: Array) -> str:
    m, r = len(times), structure.n_params(len(times))
    theta = np.linspace(0.1, 0.3, r)
    sigma, slopes = np.asarray(structure.sigma(theta, times)), np.asarray(structure.dsigma(theta, times))
    if sigma.shape != (m, m) or slopes.shape != (r, m, m):
        return f"sigma and dsigma must have shapes {(m, m)} and {(r, m, m)}, got {sigma.shape} and {slopes.shape}"
    if not (np.isfinite(sigma).all() and np.allclose(sigma, sigma.T)):
        return "sigma isn't a symmetric matrix of numbers"
    for index, move in enumerate(_STEP * np.eye(r)):
        ahead, behind = structure.sigma(theta + move, times), structure.sigma(theta - move, times)
        difference = np.abs(slopes[index] - (ahead - behind) / (2 * _STEP)).max()
        if not difference < _TOLERANCE:
            return f"dsigma isn't the slope of sigma by parameter {index}: they differ by {difference:.2g}"
    if structure.stacks and not _stacks(structure, theta, times):
        return "sigma and dsigma of the times of two patients aren't those of one and of the other"
    start = np.asarray(structure.start(np.eye(m), times))
    if start.shape != (r,) or not np.isfinite(start).all():
        return f"start must give {r} finite numbers, got shape {start.shape}"
    if np.linalg.eigvalsh(structure.sigma(start, times))[0] <= 0:
        return "the start from uncorrelated visits isn't positive definite"
    return ""


def _stacks(structure: CovarianceStructure, theta: Array, times: Array) -> bool:
    """Whether the times of two patients at once give what each gives alone."""
    both = np.stack([times, 2.0 * times**2])
    return all(
        np.array_equal(function(theta, both), np.stack([function(theta, each) for each in both]))
        for function in (structure.sigma, structure.dsigma)
    )
