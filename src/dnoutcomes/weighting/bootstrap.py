"""Resampling patients, or clusters of them, with every step of the estimate repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.progress import Progress, counted

Array = NDArray[np.float64]

Estimator = Callable[[NDArray[np.intp]], Array]

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
    estimate: Estimator,
    clusters: NDArray[np.intp],
    *,
    replicates: int,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
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
        Each replicate draws from its own stream of this seed, so that neither the order of work nor the number of
        workers can matter.
    workers : int
        Processes. More than one needs joblib and obeys the joblib backend in force, so a cluster's too.
    progress : callable, optional
        Called with (done, total) after each replicate; see `dnoutcomes.progress.bar`.

    Returns
    -------
    Bootstrap

    Raises
    ------
    ModelError
        If more than 5 % of the replicates fail (the last failure's message is given), or joblib is wanted and absent.
    """
    if replicates < 2:
        raise ModelError(f"a bootstrap needs at least 2 replicates, got {replicates}")
    order = np.argsort(clusters, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(clusters))[:-1])
    streams = np.random.SeedSequence(seed).spawn(replicates)
    results = _run(estimate, members, streams, workers, progress)
    done = [values for values in results if not isinstance(values, str)]
    failures = [message for message in results if isinstance(message, str)]
    if len(failures) > MOST_FAILED * replicates:
        raise ModelError(
            f"{len(failures)} of {replicates} bootstrap replicates failed, the last one because {failures[-1]}"
        )
    return Bootstrap(np.array(done), len(failures))


def _run(
    estimate: Estimator,
    members: list[NDArray[np.intp]],
    streams: list[np.random.SeedSequence],
    workers: int,
    progress: Progress | None,
) -> list[Array | str]:
    if workers == 1:
        return [_replicate(estimate, members, stream) for stream in counted(streams, len(streams), progress)]
    try:
        from joblib import Parallel, delayed
    except ImportError as error:
        raise ModelError(f"{workers} workers need joblib: pip install 'dnoutcomes[scale]'") from error
    jobs = (delayed(_replicate)(estimate, members, stream) for stream in streams)
    # A list comes when all is done; a generator hands on each replicate, in order, as soon as it's there.
    results = Parallel(n_jobs=workers, return_as="list" if progress is None else "generator")(jobs)
    return list(counted(results, len(streams), progress))


def _replicate(
    estimate: Estimator, members: list[NDArray[np.intp]], stream: np.random.SeedSequence
) -> Array | str:
    """Return one replicate, or why it couldn't be computed."""
    drawn = np.random.default_rng(stream).integers(len(members), size=len(members))
    try:
        return estimate(np.concatenate([members[cluster] for cluster in drawn]))
    except ModelError as error:
        return str(error)
