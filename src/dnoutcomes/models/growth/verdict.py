"""What happened in the fit of a growth model, in words: convergence, variances of zero, flat directions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.growth.state import GrowthState

Array = NDArray[np.float64]

#: A standard deviation below this share of the residual's is a variance of zero, as lme4 has it.
SINGULAR = 1e-4


def growth_verdict(state: GrowthState) -> tuple[str, ...]:
    """Say in sentences what a reader must know of the fit; none when there is nothing to say.

    Parameters
    ----------
    state : GrowthState
        The fit.

    Returns
    -------
    tuple of str
        Non-convergence, random coefficients of zero variance or perfect correlation, clusters without variance,
        a residual correlation at its limit, and parameters that the data can't tell apart.
    """
    return (*_convergence(state), *_singular(state), *_cluster(state), *_correlation(state), *_flat(state))


def is_singular(state: GrowthState) -> bool:
    """Whether some combination of the random coefficients has no variance."""
    return bool(_smallest_deviation(state) < SINGULAR)


def _smallest_deviation(state: GrowthState) -> float:
    values = np.linalg.eigvalsh(state.model.layout.relative_covariance(state.theta))
    return float(np.sqrt(max(values[0], 0.0)))


def _convergence(state: GrowthState) -> list[str]:
    if state.minimum.converged:
        return []
    return [
        f"The search stopped after {state.minimum.evaluations} evaluations with a gradient of "
        f"{np.abs(state.minimum.gradient).max():.2g}: don't use these estimates. Drop a term of `random`, or "
        "rescale the outcome if its values differ by many orders of magnitude."
    ]


def _singular(state: GrowthState) -> list[str]:
    if not is_singular(state):
        return []
    covariance = state.random_covariance
    deviations = np.sqrt(np.diag(covariance))
    scale = np.sqrt(state.sigma2) / _root_mean_squares(state)
    zero = [name for name, small in zip(covariance.index, deviations < SINGULAR * scale) if small]
    if zero:
        what = " and ".join(f"{name!r}" for name in zero)
        return [
            f"The variance of {what} between patients is estimated as 0 (a singular fit): the data show no more "
            "variation than the residual explains. The fixed effects stand; degrees of freedom count this "
            "variance as known."
        ]
    return [
        f"The random coefficients {', '.join(map(repr, covariance.index))} are perfectly correlated (a singular fit): "
        "the data can't tell them apart. The fixed effects stand; correlated=False or fewer terms in `random` "
        "give the simpler model."
    ]


def _root_mean_squares(state: GrowthState) -> Array:
    back = np.linalg.inv(state.model.prepared.z_back)
    return np.asarray(np.sqrt(np.einsum("ab,ab->b", back, back)))


def _cluster(state: GrowthState) -> list[str]:
    clusters = state.model.prepared.clusters
    if clusters is None or abs(state.model.layout.cluster_scale(state.theta)) >= SINGULAR:
        return []
    return [
        f"The variance between levels of {clusters.name!r} is estimated as 0: patients of the same level are no more "
        "alike than others. With few levels this says little; keep the term if the design calls for it."
    ]


def _correlation(state: GrowthState) -> list[str]:
    facts = state.residual_facts
    if facts and facts["correlation over the shortest gap"] < 0.001:
        return [
            "The residual autocorrelation is estimated as 0 even over the shortest gap between sessions; "
            "residual='iid' is the simpler model."
        ]
    if facts and facts["correlation over the longest gap"] > 0.999:
        return [
            "The residual autocorrelation is estimated as 1 even over the longest gap between sessions, where it "
            "can't be told from a random intercept; use residual='iid'."
        ]
    return []


def _flat(state: GrowthState) -> list[str]:
    if not state.minimum.converged or is_singular(state):
        return []
    hessian = state.hessian
    diagonal = np.diag(hessian)
    size = np.sqrt(np.maximum(diagonal, 1e-8 * np.abs(diagonal).max()))
    smallest = np.linalg.eigvalsh(hessian / np.outer(size, size))[0]
    if smallest > 1e-6:
        return []
    return [
        "The likelihood is flat or not at a maximum in some direction of the covariance parameters (smallest scaled "
        f"eigenvalue of the Hessian {smallest:.1g}): the data can't tell all variances apart. Fit a model with "
        "fewer terms in `random` and compare."
    ]
