"""A verdict on a fit, in sentences that say what to do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.structure import to_correlation
from dnoutcomes.models.mmrm.maximise import Maximum

Array = NDArray[np.float64]

#: A gain in -2 logL that is still promised above this much means that the search stopped early.
GRADIENT_TOLERANCE = 1e-6
#: Smallest eigenvalue of a correlation matrix below which two visits say nearly the same.
NEAR_SINGULAR = 1e-4


@dataclass(frozen=True)
class Verdict:
    """Whether a maximum can be used, and why.

    Attributes
    ----------
    usable : bool
        The gradient vanishes and the Hessian is positive definite.
    reasons : tuple of str
        What is wrong, when it isn't usable.
    warnings : tuple of str
        What to look at although it is.
    """

    usable: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


def judge(maximum: Maximum | None, visits: list[str], groups: list[str]) -> Verdict:
    """Judge gradient, Hessian, boundary and identifiability of a fit.

    Parameters
    ----------
    maximum : Maximum or None
        Where the search ended; None when it couldn't start.
    visits : list of str
        Names of the visits, for the sentences.
    groups : list of str
        Names of the groups with a covariance each; one, of any name, without groups.

    Returns
    -------
    Verdict
    """
    if maximum is None:
        return Verdict(False, ("the likelihood can't be evaluated at the starting value",), ())
    reasons = [*_unseen_pairs(maximum, visits, groups)]
    near_singular = _near_singular(maximum, visits)
    if not np.isfinite(maximum.decrement):
        reasons.append(
            "the Hessian isn't positive definite: the data don't determine all "
            f"{len(maximum.theta)} covariance parameters; use a structure with fewer"
        )
        reasons.extend(near_singular)
    elif maximum.decrement > GRADIENT_TOLERANCE:
        reasons.append(
            f"the search stopped while -2 logL would still fall by about {maximum.decrement / 2:.2g}; "
            "use a structure with fewer parameters or rescale the covariates"
        )
    return Verdict(not reasons, tuple(reasons), tuple(near_singular))


def _unseen_pairs(maximum: Maximum, visits: list[str], groups: list[str]) -> list[str]:
    """Name a pair of visits that nobody attended both of, when the structure needs it."""
    if not maximum.parameters.structure.saturated:
        return []
    moments = maximum.at.moments
    for group in range(moments.n_groups):
        seen = moments.observed[moments.group == group].astype(int)
        together = seen.T @ seen
        if (together == 0).any():
            j, k = np.argwhere(together == 0)[0]
            whose = f" of {groups[group]}" if len(groups) > 1 else ""
            return [
                f"nobody{whose} was seen at both {visits[j]} and {visits[k]}, so that their covariance can't be "
                "estimated; use a structure with fewer parameters"
            ]
    return []


def _near_singular(maximum: Maximum, visits: list[str]) -> list[str]:
    own_times = maximum.parameters.own_times
    covariances = maximum.parameters.covariances(maximum.theta)
    correlations = [to_correlation(sigma) for sigma in covariances]
    if own_times is None:
        return [_too_alike(each, visits) for each in correlations if _lowest(each) < NEAR_SINGULAR]
    # One sentence for all patients, about the one whose visits say most nearly the same.
    seen = [codes >= 0 for codes in own_times.visits]
    correlations = [each[np.ix_(here, here)] for each, here in zip(correlations, seen)]
    worst = int(np.argmin([_lowest(each) for each in correlations]))
    if _lowest(correlations[worst]) >= NEAR_SINGULAR:
        return []
    return [_too_alike(correlations[worst], [visits[code] for code in own_times.visits[worst][seen[worst]]])]


def _lowest(correlation: Array) -> float:
    return float(np.linalg.eigvalsh(correlation)[0])


def _too_alike(correlation: Array, visits: list[str]) -> str:
    j, k = np.unravel_index(np.argmax(np.abs(np.triu(correlation, 1))), correlation.shape)
    return (
        f"The covariance is near-singular: the correlation of {visits[j]} and {visits[k]} is "
        f"{correlation[j, k]:.5f}. Check for copied values between visits, or use a simpler structure."
    )
