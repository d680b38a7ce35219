"""Resampling patients, or clusters of them, with every step of the estimate repeated."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.processes import PER_PROCESS, settled_jobs, spread
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
    n_jobs: int = 1,
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
        processes can matter.
    n_jobs : int
        Processes at work at a time; see `dnoutcomes.processes.spread`. More than one need an estimate that can be
        copied to them: a function of a module, or an object that can be pickled.
    progress : callable, optional
        Called with (done, total) after each replicate; see `dnoutcomes.progress.bar`.

    Returns
    -------
    Bootstrap

    Raises
    ------
    ModelError
        If more than 5 % of the replicates fail (the last failure's message is given), or the estimate can't be copied
        to other processes.
    """
    if replicates < 2:
        raise ModelError(f"a bootstrap needs at least 2 replicates, got {replicates}")
    order = np.argsort(clusters, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(clusters))[:-1])
    streams = np.random.SeedSequence(seed).spawn(replicates)
    results = _run(estimate, members, streams, settled_jobs(n_jobs), progress)
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
    n_jobs: int,
    progress: Progress | None,
) -> list[Array | str]:
    if n_jobs == 1:
        return [_replicate(estimate, members, stream) for stream in counted(streams, len(streams), progress)]
    _require_copies(estimate)
    # As many pieces as the processes take before they're started anew; a piece for each replicate would be copying.
    numbers = np.array_split(np.arange(len(streams)), min(n_jobs * PER_PROCESS, len(streams)))
    pieces = [_Piece(estimate, members, {int(n): streams[n] for n in of_piece}) for of_piece in numbers]
    done = (each for of_piece in spread(_replicates, pieces, n_jobs, _name) for each in of_piece.items())
    by_number = dict(counted(done, len(streams), progress))
    return [by_number[number] for number in range(len(streams))]


@dataclass(frozen=True, eq=False)
class _Piece:
    """Replicates for one process, by number, each with its stream of random numbers."""

    estimate: Estimator
    members: list[NDArray[np.intp]]
    streams: dict[int, np.random.SeedSequence]


def _replicates(piece: _Piece, step: Callable[[str], None]) -> dict[int, Array | str]:
    results = {}
    for number, stream in piece.streams.items():
        step(f"replicate {number}")
        results[number] = _replicate(piece.estimate, piece.members, stream)
    return results


def _name(piece: _Piece) -> str:
    return f"replicates {min(piece.streams)} to {max(piece.streams)}"


def _require_copies(estimate: Estimator) -> None:
    try:
        pickle.dumps(estimate)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ModelError(
            f"the estimate can't be copied to other processes ({error}): make it a function of a module, or take "
            "n_jobs=1"
        ) from error


def _replicate(
    estimate: Estimator, members: list[NDArray[np.intp]], stream: np.random.SeedSequence
) -> Array | str:
    """Return one replicate, or why it couldn't be computed."""
    drawn = np.random.default_rng(stream).integers(len(members), size=len(members))
    try:
        return estimate(np.concatenate([members[cluster] for cluster in drawn]))
    except ModelError as error:
        return str(error)
