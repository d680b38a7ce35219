"""The search for the finest table in which every patient is alike with k - 1 others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.deidentification.k_anonymous.levels import Level
from dnoutcomes.errors import DataError

# So many of the patients may be left out at most, rather than to write everybody coarser for a few.
MOST_LEFT_OUT = 0.05


@dataclass(frozen=True, eq=False)
class Choice:
    """What the search has chosen.

    Attributes
    ----------
    levels : dict of str to int
        Which level of each column, counted from the finest.
    kept : array of bool, shape (patients,)
        Who stays: the patients whose class has at least k.
    loss : float
        What is lost, 0 to 1.
    """

    levels: dict[str, int]
    kept: NDArray[np.bool_]
    loss: float


def choose_levels(
    columns: Mapping[str, Sequence[Level]],
    weights: Mapping[str, float],
    k: int,
    most_left_out: float = MOST_LEFT_OUT,
) -> Choice:
    """Choose a level per column so that least is lost, with no patient in a class of fewer than k.

    Parameters
    ----------
    columns : mapping of str to sequence of Level
        The levels of each column, finest first.
    weights : mapping of str to float
        What a column counts for.
    k : int
        Least size of a class of patients with the same values in all columns.
    most_left_out : float
        Share of the patients who may be left out, because their class is smaller.

    Returns
    -------
    Choice
        Of equal losses, the first in the order of the columns and their levels.

    Raises
    ------
    DataError
        Not even the coarsest table has such classes.

    Notes
    -----
    With l the weighted mean of the columns' losses and s the share of the patients left out, 1 - (1 - l)(1 - s) is
    lost. Columns are added one by one. Adding one loses more and splits classes, so a beginning that already loses more
    than the best table so far, or leaves out too many, is given up with all that follow from it: what is found is the
    best of all combinations.
    """
    total = sum(weights[name] for name in columns)
    search = _Search(columns, {name: weights[name] / total for name in columns}, k, most_left_out)
    n = len(next(iter(columns.values()))[0].codes)
    search.add(np.zeros(n, dtype=np.int64), 0.0, ())
    if search.best is None:
        raise DataError(
            f"no table can be made in which every patient is alike with {k - 1} others: there are too few patients, or "
            f"too few in an arm. More than {most_left_out:.0%} of them would be left out; choose a smaller k"
        )
    return search.best


@dataclass(eq=False)
class _Search:
    """Where the search stands: the best table so far."""

    columns: Mapping[str, Sequence[Level]]
    weights: Mapping[str, float]
    k: int
    most_left_out: float
    best: Choice | None = None

    def add(self, classes: NDArray[np.int64], loss: float, chosen: tuple[int, ...]) -> None:
        """Try the levels of the next column, with the classes and the loss of those before it."""
        if len(chosen) == len(self.columns):
            stays = np.bincount(classes)[classes] >= self.k
            self.best = Choice(dict(zip(self.columns, chosen)), stays, _lost(loss, stays))
            return
        name = list(self.columns)[len(chosen)]
        for position, level in enumerate(self.columns[name]):
            joint = classes * (int(level.codes.max(initial=0)) + 1) + level.codes
            _, split, sizes = np.unique(joint, return_inverse=True, return_counts=True)
            stays = sizes[split] >= self.k
            now = loss + self.weights[name] * level.loss
            if 1 - stays.mean() <= self.most_left_out and (
                self.best is None or _lost(now, stays) < self.best.loss
            ):
                self.add(split, now, (*chosen, position))


def _lost(loss: float, stays: NDArray[np.bool_]) -> float:
    return 1 - (1 - loss) * float(stays.mean())
