"""Resampling patients, or clusters of them, with every step of the estimate repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError

Array = NDArray[np.float64]

# A share of failed replicates above which the others no longer stand for all.
MOST_FAILED = 0.05


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Replicates of an estimate.

    Attributes
    ----------
    replicates : array of shape (r, k)
        One row per replicate that could be computed.
    failed : int
        Replicates that couldn't: an empty arm, or separation.
    """

    replicates: Array
    failed: int

    @property
    def vcov(self) -> Array:
        """Covariance of the replicates, shape (k, k)."""
        return np.atleast_2d(np.cov(self.replicates, rowvar=False))


def bootstrap(
    estimate: Callable[[NDArray[np.intp]], Array], clusters: NDArray[np.intp], *, replicates: int, seed: int
) -> Bootstrap:
    """Resample whole clusters with replacement.

    Parameters
    ----------
    estimate : callable
        Row numbers (with repeats) to an array of k estimates; may raise ModelError.
    clusters : integer array of shape (n,)
        Cluster of each row, 0 to the number of clusters - 1; one each for patients by themselves.
    replicates : int
        Number of replicates, at least 2.
    seed : int
        Each replicate draws from its own stream of this seed, so that the order of work can't matter.

    Returns
    -------
    Bootstrap

    Raises
    ------
    ModelError
        If more than 5 % of the replicates fail; the last failure's message is given.
    """
    if replicates < 2:
        raise ModelError(f"a bootstrap needs at least 2 replicates, got {replicates}")
    order = np.argsort(clusters, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(clusters))[:-1])
    done, failure = [], ""
    for stream in np.random.SeedSequence(seed).spawn(replicates):
        drawn = np.random.default_rng(stream).integers(len(members), size=len(members))
        try:
            done.append(estimate(np.concatenate([members[cluster] for cluster in drawn])))
        except ModelError as error:
            failure = str(error)
    failed = replicates - len(done)
    if failed > MOST_FAILED * replicates:
        raise ModelError(
            f"{failed} of {replicates} bootstrap replicates failed, the last one because {failure}"
        )
    return Bootstrap(np.array(done), failed)
