"""A verdict on a fit, in sentences that say what to do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import to_correlation
from dnoutcomes.models.mmrm.maximise import Maximum
from dnoutcomes.models.shared.fit import LeavingCause

Array = NDArray[np.float64]

#: A gain in -2 logL that is still promised above this much means that the search stopped early.
GRADIENT_TOLERANCE = 1e-6
#: Smallest eigenvalue of a correlation matrix below which two visits say nearly the same.
NEAR_SINGULAR = 1e-4

UNSEEN = term("nobody was seen at both {one} and {other}, so that their covariance can't be estimated")
UNSEEN_VISIT = term("nobody of {group} was seen at {one}, so that its covariances there can't be estimated")
UNSEEN_IN_A_GROUP = term(
    "nobody of {group} was seen at both {one} and {other}, so that their covariance can't be estimated"
)


@dataclass(frozen=True)
class Verdict:
    """Whether a maximum can be used, and why.

    Attributes
    ----------
    usable : bool
        The gradient vanishes and the Hessian is positive definite.
    causes : tuple of LeavingCause
        What is wrong, when it isn't usable.
    warnings : tuple of str
        What to look at although it is.
    """

    usable: bool
    causes: tuple[LeavingCause, ...]
    warnings: tuple[str, ...]


def left_for(cause: LeavingCause) -> Verdict:
    """Return the verdict on a structure that can't be used for one cause."""
    return Verdict(False, (cause,), ())


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
        return left_for(LeavingCause(term("the likelihood can't be evaluated at the starting value")))
    causes = [*_unseen_pairs(maximum, visits, groups)]
    near_singular = _near_singular(maximum, visits)
    if not np.isfinite(maximum.decrement):
        n_params = len(maximum.theta)
        detail = (
            f": the data don't determine all {n_params} covariance parameters; use a structure with fewer"
        )
        causes.append(LeavingCause(term("the Hessian isn't positive definite"), detail=detail))
        causes.extend(near_singular)
    elif maximum.decrement > GRADIENT_TOLERANCE:
        causes.append(
            LeavingCause(
                term("the search stopped while -2 logL would still fall by about {gain}"),
                {"gain": f"{maximum.decrement / 2:.2g}"},
                "; use a structure with fewer parameters or rescale the covariates",
            )
        )
    return Verdict(not causes, tuple(causes), tuple(map(str, near_singular)))


def _unseen_pairs(maximum: Maximum, visits: list[str], groups: list[str]) -> list[LeavingCause]:
    """Name a pair of visits that nobody attended both of, when the structure needs it."""
    if not maximum.parameters.structure.saturated:
        return []
    moments = maximum.at.moments
    for group in range(moments.n_groups):
        seen = moments.observed[moments.group == group].astype(int)
        together = seen.T @ seen
        if (together == 0).any():
            # A visit that a whole group missed is a pair with itself, and says more than its other pairs.
            pairs = np.argwhere(together == 0)
            j, k = min(pairs.tolist(), key=lambda pair: pair[0] != pair[1])
            pair = {"one": visits[j], "other": visits[k]}
            sentence = UNSEEN if len(groups) == 1 else UNSEEN_VISIT if j == k else UNSEEN_IN_A_GROUP
            if len(groups) > 1:
                pair["group"] = groups[group]
            return [LeavingCause(sentence, pair, "; use a structure with fewer parameters")]
    return []


def _near_singular(maximum: Maximum, visits: list[str]) -> list[LeavingCause]:
    own_times = maximum.parameters.own_times
    correlations = to_correlation(maximum.parameters.covariances(maximum.theta))
    if own_times is None:
        return [_too_alike(each, visits) for each in correlations if _lowest(each) < NEAR_SINGULAR]
    # One sentence for all patients, about the one whose visits say most nearly the same. Places after a patient's last
    # visit are made independent of all others: their eigenvalue is 1, and the lowest is never above 1.
    seen = own_times.visits >= 0
    here = seen[:, :, None] & seen[:, None, :]
    lowest = _lowest(np.where(here, correlations, np.eye(seen.shape[1])))
    worst = int(np.argmin(lowest))
    if lowest[worst] >= NEAR_SINGULAR:
        return []
    mine = seen[worst]
    codes = own_times.visits[worst][mine]
    return [_too_alike(correlations[worst][np.ix_(mine, mine)], [visits[code] for code in codes])]


def _lowest(correlations: Array) -> Array:
    """Lowest eigenvalue of each matrix: (..., m, m) to (...)."""
    return np.asarray(np.linalg.eigvalsh(correlations)[..., 0])


def _too_alike(correlation: Array, visits: list[str]) -> LeavingCause:
    j, k = np.unravel_index(np.argmax(np.abs(np.triu(correlation, 1))), correlation.shape)
    return LeavingCause(
        "The covariance is near-singular: the correlation of {one} and {other} is {correlation}.",
        {"one": visits[j], "other": visits[k], "correlation": f"{correlation[j, k]:.5f}"},
        " Check for copied values between visits, or use a simpler structure.",
    )
