"""System: counts as unknown numbers, all that a reader knows of them, and what follows for one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.count import Key
from dnoutcomes.disclosure.implied_bounds import implied_bounds
from dnoutcomes.disclosure.limit import Limit
from dnoutcomes.disclosure.linked_counts import LinkedCounts
from dnoutcomes.disclosure.programme import is_whole, made_whole, mended, optimum
from dnoutcomes.disclosure.reader import TOLERANCE, Status, known_bounds

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Pushed:
    """One count of a part pushed down (sign 1) or up (sign -1) as far as fractions go.

    `programme` is the part's rows, their ends, the bounds and the costs; `corner` are the numbers of its `columns`, and
    `best` is where whole numbers can't get past.
    """

    column: int
    sign: float
    programme: tuple[Any, Array, Array, Array, Array]
    columns: NDArray[np.intp]
    corner: Array
    best: float


class System:
    """Counts as unknown numbers with bounds, sums and limits.

    Parameters
    ----------
    linked : LinkedCounts
    statuses : mapping of key to status
    smallest_cell : int
    withheld : collection of key
        Printed numbers, other than counts, that say nothing.
    with_sayings : bool
        Whether to take in what printed numbers say, or only what the counts are.

    Notes
    -----
    A count that is shown is a number and links nothing: what is left falls apart into small systems, of which only the
    one with the count in question is solved. Every solution is a set of numbers that a reader can't tell from the true
    ones, so that it answers for all counts in it: a disguise. What bounds of single rows rule out isn't asked for.
    """

    def __init__(
        self,
        linked: LinkedCounts,
        statuses: Mapping[Key, Status],
        smallest_cell: int,
        *,
        withheld: Collection[Key] = (),
        with_sayings: bool = False,
    ) -> None:
        self.column_of = {key: column for column, key in enumerate(linked.counts)}
        self.bounds = known_bounds(linked, statuses, smallest_cell)
        self.limits = [
            limit
            for limit in linked.limits
            if limit.said_by is None or (with_sayings and limit.said_by not in withheld)
        ]
        self.matrix, self.ends = rows_of(linked, self.limits, self.column_of)
        self.truth = np.array([count.value for count in linked.counts.values()], dtype=float)
        self.lowest, self.highest = self.truth.copy(), self.truth.copy()
        self.disguises: list[Array] = []
        self._part_of, self._parts = self._fall_apart()
        self._blocks: dict[int, tuple[Any, Array, NDArray[np.intp]]] = {}

    def _fall_apart(self) -> tuple[NDArray[np.intp], dict[int, tuple[NDArray[np.intp], NDArray[np.intp]]]]:
        """Name the part of each column, and list the columns and rows of each part."""
        from scipy.sparse import coo_array, csr_array
        from scipy.sparse.csgraph import connected_components

        n_rows, n = self.matrix.shape
        links = coo_array(self.matrix)
        free = (self.bounds[:, 0] < self.bounds[:, 1])[links.col]
        ends = (links.row[free] + n, links.col[free])
        graph = csr_array((np.ones(int(free.sum())), ends), shape=(n + n_rows, n + n_rows))
        _, names = connected_components(graph, directed=False)
        order = np.argsort(names, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(names[order])) + 1)
        parts = {int(names[group[0]]): (group[group < n], group[group >= n] - n) for group in groups}
        return names[:n], parts

    def sayings_near(self, key: Key) -> frozenset[Key]:
        """Printed numbers, other than counts, that say something in the part of one count."""
        _, rows = self._parts[self._part_of[self.column_of[key]]]
        first = self.matrix.shape[0] - len(self.limits)
        return frozenset(filter(None, (self.limits[row - first].said_by for row in rows if row >= first)))

    def reaches(self, key: Key, end: float, *, upwards: bool) -> bool:
        """Whether a count can, in whole numbers, be as small or as large as `end` for all that a reader knows."""
        column = self.column_of[key]
        if self._has_reached(column, end, upwards=upwards):
            return True
        low, high = self._implied[column]
        if (end > high) if upwards else (end < low):
            return False
        pushed = self._pushed(column, end, -1.0 if upwards else 1.0)
        # Where fractions don't get there, whole numbers needn't be looked for.
        if pushed.sign * (pushed.best - end) > 0:
            return False
        self._in_whole_numbers(pushed)
        return self._has_reached(column, end, upwards=upwards)

    @cached_property
    def _implied(self) -> Array:
        """Bounds in whole numbers that follow row by row, shape (counts, 2)."""
        return implied_bounds(self.matrix, self.ends, self.bounds, whole=True)

    def learn(self, disguises: Iterable[Array]) -> None:
        """Take disguises found elsewhere, of which only those count that are whole and keep all bounds and rows."""
        numbers = np.array([*disguises, self.truth])
        sums = (self.matrix @ numbers.T).T
        holds = (np.abs(numbers - np.round(numbers)) < TOLERANCE).all(axis=1)
        for values, ends in ((numbers, self.bounds), (sums, self.ends)):
            holds &= (values >= ends[:, 0] - TOLERANCE).all(axis=1)
            holds &= (values <= ends[:, 1] + TOLERANCE).all(axis=1)
        if holds.any():
            self.lowest = np.minimum(self.lowest, np.round(numbers[holds]).min(axis=0))
            self.highest = np.maximum(self.highest, np.round(numbers[holds]).max(axis=0))

    def _has_reached(self, column: int, end: float, *, upwards: bool) -> bool:
        return bool(self.highest[column] >= end if upwards else self.lowest[column] <= end)

    def push(self, keys: Iterable[Key], end: float, *, upwards: bool) -> None:
        """Try to bring many counts to `end` at once: what one solution answers needn't be asked for one by one."""
        unreached: dict[int, list[int]] = {}
        for key in keys:
            if not self._has_reached(self.column_of[key], end, upwards=upwards):
                unreached.setdefault(int(self._part_of[self.column_of[key]]), []).append(self.column_of[key])
        for together in unreached.values():
            while len(together) > 1:  # one is quicker asked for by itself
                if not self._push_part(np.array(together), end, -1.0 if upwards else 1.0):
                    break
                short = [at for at in together if not self._has_reached(at, end, upwards=upwards)]
                if len(short) == len(together):
                    break
                together = short

    def _push_part(self, targets: NDArray[np.intp], end: float, sign: float) -> bool:
        block, ends, columns = self._part(int(targets[0]))
        low, high = self.bounds[columns].T.copy()
        at = np.searchsorted(columns, targets)
        if sign > 0:
            low[at] = np.maximum(low[at], np.minimum(end, high[at]))
        else:
            high[at] = np.minimum(high[at], np.maximum(end, low[at]))
        costs = np.zeros(len(columns))
        costs[at] = sign
        corner = optimum(block, ends, low, high, costs, whole=False)
        # A corner of whole numbers is an answer in whole numbers too, and corners of sums often are.
        numbers = corner if is_whole(corner) else mended(block, ends, low, high, costs, corner)
        if numbers is not None:
            self._remember(columns, numbers)
        return numbers is not None

    def implied(self, key: Key) -> tuple[float, float]:
        """Bounds of a count in whole numbers that follow from single rows, so that they may be too wide."""
        low, high = self._implied[self.column_of[key]]
        return float(low), float(high)

    def spread(self, key: Key) -> int:
        """How far apart the numbers are that a count has been shown to be able to be."""
        return int(self.highest[self.column_of[key]] - self.lowest[self.column_of[key]])

    def least(self, key: Key) -> int:
        """Smallest whole number that a count can be."""
        return int(self._towards(self.column_of[key], 0.0, 1.0))

    def most(self, key: Key, cap: int) -> int:
        """Largest whole number that a count can be, or `cap` where it can be more."""
        return int(self._towards(self.column_of[key], cap, -1.0))

    def may_be_apart(self, key: Key, apart: int) -> bool:
        """Whether a count can be two numbers so far apart, by bounds that are quick to find and may be too wide."""
        column = self.column_of[key]
        least = self._pushed(column, 0.0, 1.0).best
        return self._pushed(column, least + apart, -1.0).best >= least + apart

    def _part(self, column: int) -> tuple[Any, Array, NDArray[np.intp]]:
        """Rows of the part of a column, their ends minus what is known, and its columns; cut out once for all of it."""
        name = int(self._part_of[column])
        if name not in self._blocks:
            self._blocks[name] = self._cut_out(*self._parts[name])
        return self._blocks[name]

    def _cut_out(
        self, columns: NDArray[np.intp], rows: NDArray[np.intp]
    ) -> tuple[Any, Array, NDArray[np.intp]]:
        from scipy.sparse import diags_array

        block = self.matrix[rows]
        fixed = self.bounds[:, 0] == self.bounds[:, 1]
        shift = block @ np.where(fixed, self.bounds[:, 0], 0.0)
        free = block[:, columns] @ diags_array((~fixed[columns]).astype(float))
        return free, self.ends[rows] - shift[:, None], columns

    def _towards(self, column: int, end: float, sign: float) -> float:
        """Push one count down (sign 1) or up (sign -1), no further than to `end`, and return where it stops."""
        far = float(max(end, self._implied[column, 0]) if sign > 0 else min(end, self._implied[column, 1]))
        # Between the true number and one that it can be lies nothing that it can't be, fractions allowed.
        if sign * (self.truth[column] - far) >= 0 and self._has_reached(column, far, upwards=sign < 0):
            return far
        return self._in_whole_numbers(self._pushed(column, end, sign))

    def _pushed(self, column: int, end: float, sign: float) -> _Pushed:
        """Push one count in fractions, which is quick, and further than whole numbers let it go."""
        block, ends, columns = self._part(column)
        low, high = self.bounds[columns].T.copy()
        at = int(np.searchsorted(columns, column))
        if sign > 0:
            low[at] = max(low[at], min(end, high[at]))
        else:
            high[at] = min(high[at], max(end, low[at]))
        costs = np.zeros(len(columns))
        costs[at] = sign
        if block.shape[0]:
            corner = optimum(block, ends, low, high, costs, whole=False)
        else:
            corner = low if sign > 0 else high  # a count that nothing is linked with
        best = np.ceil(corner[at] - TOLERANCE) if sign > 0 else np.floor(corner[at] + TOLERANCE)
        return _Pushed(column, sign, (block, ends, low, high, costs), columns, corner, float(best))

    def _in_whole_numbers(self, pushed: _Pushed) -> float:
        """Return where a pushed count stops in whole numbers."""
        column, sign = pushed.column, pushed.sign
        if self._has_reached(column, pushed.best, upwards=sign < 0):
            return pushed.best
        numbers = pushed.corner
        if not is_whole(numbers):
            numbers = made_whole(*pushed.programme, numbers, sign * pushed.best)
        self._remember(pushed.columns, numbers)
        return float(np.round(numbers[np.searchsorted(pushed.columns, column)]))

    def _remember(self, columns: NDArray[np.intp], numbers: Array) -> None:
        # Rounded, since a solver's whole numbers are whole but for its tolerance.
        whole = np.round(numbers)
        if (whole < self.lowest[columns]).any() or (whole > self.highest[columns]).any():
            # Parts have nothing to do with each other: the others may be what they are.
            disguise = self.truth.copy()
            disguise[columns] = whole
            self.disguises.append(disguise)
        self.lowest[columns] = np.minimum(self.lowest[columns], whole)
        self.highest[columns] = np.maximum(self.highest[columns], whole)


def rows_of(linked: LinkedCounts, limits: list[Limit], column_of: Mapping[Key, int]) -> tuple[Any, Array]:
    """Sums and limits as rows of a sparse matrix, and the two ends of each: shape (rows, 2)."""
    from scipy.sparse import csr_array

    rows, columns, values = [], [], []
    for row, (total, parts) in enumerate(linked.sums):
        for key, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
            rows.append(row)
            columns.append(column_of[key])
            values.append(sign)
    for row, limit in enumerate(limits, start=len(linked.sums)):
        for key, weight in limit.weights.items():
            rows.append(row)
            columns.append(column_of[key])
            values.append(weight)
    ends = [(0.0, 0.0)] * len(linked.sums) + [(limit.low, limit.high) for limit in limits]
    shape = (len(ends), len(column_of))
    return csr_array((values, (rows, columns)), shape=shape), np.array(ends, dtype=float).reshape(-1, 2)
