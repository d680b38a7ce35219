"""System: counts as unknown numbers, all that a reader knows of them, and what follows for one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.count import Key
from dnoutcomes.disclosure.implied_bounds import implied_bounds
from dnoutcomes.disclosure.limit import Limit
from dnoutcomes.disclosure.linked_counts import LinkedCounts
from dnoutcomes.disclosure.reader import TOLERANCE, Status, known_bounds
from dnoutcomes.errors import DisclosureError

Array = NDArray[np.float64]

# A search for whole numbers that takes longer is given up; what it has found by then still counts.
SECONDS = 3.0
INFEASIBLE = 2


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
        self.place = {key: column for column, key in enumerate(linked.counts)}
        self.bounds = known_bounds(linked, statuses, smallest_cell)
        self.limits = [
            limit
            for limit in linked.limits
            if limit.said_by is None or (with_sayings and limit.said_by not in withheld)
        ]
        self.matrix, self.ends = rows_of(linked, self.limits, self.place)
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
        _, rows = self._parts[self._part_of[self.place[key]]]
        first = self.matrix.shape[0] - len(self.limits)
        return frozenset(filter(None, (self.limits[row - first].said_by for row in rows if row >= first)))

    def reaches(self, key: Key, end: float, *, upwards: bool) -> bool:
        """Whether a count can, in whole numbers, be as small or as large as `end` for all that a reader knows."""
        column = self.place[key]
        if self._has_reached(column, end, upwards=upwards):
            return True
        low, high = self._implied[column]
        if (end > high) if upwards else (end < low):
            return False
        self._towards(column, end, -1.0 if upwards else 1.0)
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
        left: dict[int, list[int]] = {}
        for key in keys:
            if not self._has_reached(self.place[key], end, upwards=upwards):
                left.setdefault(int(self._part_of[self.place[key]]), []).append(self.place[key])
        for together in left.values():
            while len(together) > 1:  # one is quicker asked for by itself
                if not self._push_part(np.array(together), end, -1.0 if upwards else 1.0):
                    break
                still = [at for at in together if not self._has_reached(at, end, upwards=upwards)]
                if len(still) == len(together):
                    break
                together = still

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
        corner = _optimum(block, ends, low, high, costs, whole=False)
        # A corner of whole numbers is an answer in whole numbers too, and corners of sums often are.
        whole = corner if _is_whole(corner) else _mended(block, ends, low, high, costs, corner)
        if whole is not None:
            self._remember(columns, whole)
        return whole is not None

    def spread(self, key: Key) -> int:
        """How far apart the numbers are that a count has been shown to be able to be."""
        return int(self.highest[self.place[key]] - self.lowest[self.place[key]])

    def least(self, key: Key) -> int:
        """Smallest whole number that a count can be."""
        return int(self._towards(self.place[key], 0.0, 1.0))

    def most(self, key: Key, cap: int) -> int:
        """Largest whole number that a count can be, or `cap` where it can be more."""
        return int(self._towards(self.place[key], cap, -1.0))

    def _part(self, column: int) -> tuple[Any, Array, NDArray[np.intp]]:
        """Rows of the part of a column, their ends less what is known, and its columns; cut out once for all of it."""
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
        block, ends, columns = self._part(column)
        low, high = self.bounds[columns].T.copy()
        at = int(np.searchsorted(columns, column))
        if sign > 0:
            low[at] = max(low[at], min(end, high[at]))
        else:
            high[at] = min(high[at], max(end, low[at]))
        if not block.shape[0]:
            found = np.array([low[at] if sign > 0 else high[at]])
        else:
            corner = _optimum(block, ends, low, high, _only(at, sign, len(columns)), whole=False)
            best = float(np.ceil(corner[at] - TOLERANCE) if sign > 0 else np.floor(corner[at] + TOLERANCE))
            if self._has_reached(column, best, upwards=sign < 0):
                return best
            found = (
                corner if _is_whole(corner) else _made_whole(block, ends, low, high, at, sign, corner, best)
            )
        self._remember(columns, found)
        return float(np.round(found[at]))

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


def rows_of(linked: LinkedCounts, limits: list[Limit], place: Mapping[Key, int]) -> tuple[Any, Array]:
    """Sums and limits as rows of a sparse matrix, and the two ends of each: shape (rows, 2)."""
    from scipy.sparse import csr_array

    rows, columns, values = [], [], []
    for row, (total, parts) in enumerate(linked.sums):
        for key, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
            rows.append(row)
            columns.append(place[key])
            values.append(sign)
    for row, limit in enumerate(limits, start=len(linked.sums)):
        for key, weight in limit.weights.items():
            rows.append(row)
            columns.append(place[key])
            values.append(weight)
    ends = [(0.0, 0.0)] * len(linked.sums) + [(limit.low, limit.high) for limit in limits]
    shape = (len(ends), len(place))
    return csr_array((values, (rows, columns)), shape=shape), np.array(ends, dtype=float).reshape(-1, 2)


def _only(at: int, sign: float, n: int) -> Array:
    costs = np.zeros(n)
    costs[at] = sign
    return costs


def _made_whole(
    matrix: Any, ends: Array, low: Array, high: Array, at: int, sign: float, corner: Array, best: float
) -> Array:
    """Whole numbers that satisfy all rows, with one of them as small or as large as it can be."""
    costs = _only(at, sign, len(low))
    near = _mended(matrix, ends, low, high, costs, corner)
    if near is not None and near[at] == best:
        return near
    return _optimum(matrix, ends, low, high, costs, whole=True)


def _is_whole(numbers: Array) -> bool:
    return bool(np.abs(numbers - np.round(numbers)).max() < TOLERANCE)


def _mended(matrix: Any, ends: Array, low: Array, high: Array, costs: Array, corner: Array) -> Array | None:
    """Make the fractions of a corner whole, and what they are linked with; None where that doesn't go."""
    links = abs(matrix)
    split = (np.abs(corner - np.round(corner)) > TOLERANCE).astype(float)
    touched = (links @ split > 0).astype(float)
    free = links.transpose() @ touched > 0
    rows, columns = np.flatnonzero(links @ free.astype(float) > 0), np.flatnonzero(free)
    block = matrix[rows]
    rest = block @ np.where(free, 0.0, np.round(corner))
    solution = _milp(
        costs[columns], block[:, columns], ends[rows] - rest[:, None], low[columns], high[columns], whole=True
    )
    if solution.x is None:
        return None
    whole = np.round(corner)
    whole[columns] = np.round(solution.x)
    return whole


def _optimum(matrix: Any, ends: Array, low: Array, high: Array, costs: Array, *, whole: bool) -> Array:
    solution = _milp(costs, matrix, ends, low, high, whole=whole)
    if solution.x is None:
        raise DisclosureError(_no_solution(solution.status, solution.message))
    found: Array = solution.x
    return found


def _milp(costs: Array, matrix: Any, ends: Array, low: Array, high: Array, *, whole: bool) -> Any:
    from scipy.optimize import Bounds, LinearConstraint, milp

    constraints = [LinearConstraint(matrix, ends[:, 0], ends[:, 1])] if len(ends) else []
    return milp(
        costs, integrality=np.full(len(low), int(whole)), bounds=Bounds(low, high), constraints=constraints,
        options={"time_limit": SECONDS},
    )  # fmt: skip


def _no_solution(status: int, message: str) -> str:
    if status == INFEASIBLE:
        return f"the counts contradict each other: {message}"
    return (
        "what could be worked out from the report's counts could not be settled in time, so nothing was written. "
        "Report fewer groups, or raise smallest_cell"
    )
