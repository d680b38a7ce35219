"""System: counts as unknown numbers, all that a reader knows of them, and what follows for one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.count import Key
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
    ones, so that it answers for all counts in it.
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
        truth = np.array([count.value for count in linked.counts.values()], dtype=float)
        self.lowest, self.highest = truth.copy(), truth.copy()
        self._part_of, self._parts = self._fall_apart()

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
        known = self.highest[column] >= end - TOLERANCE if upwards else self.lowest[column] <= end + TOLERANCE
        if known:
            return True
        reached = self._towards(column, end, -1.0 if upwards else 1.0)
        return reached >= end - TOLERANCE if upwards else reached <= end + TOLERANCE

    def least(self, key: Key) -> int:
        """Smallest whole number that a count can be."""
        return int(self._towards(self.place[key], 0.0, 1.0))

    def most(self, key: Key, cap: int) -> int:
        """Largest whole number that a count can be, or `cap` where it can be more."""
        return int(self._towards(self.place[key], cap, -1.0))

    def _towards(self, column: int, end: float, sign: float) -> float:
        """Push one count down (sign 1) or up (sign -1), no further than to `end`, and return where it stops."""
        columns, rows = self._parts[self._part_of[column]]
        low, high = self.bounds[columns].T.copy()
        at = int(np.searchsorted(columns, column))
        if sign > 0:
            low[at] = max(low[at], min(end, high[at]))
        else:
            high[at] = min(high[at], max(end, low[at]))
        block = self.matrix[rows]
        fixed = self.bounds[:, 0] == self.bounds[:, 1]
        shift = block @ np.where(fixed, self.bounds[:, 0], 0.0)
        free = block[:, columns] * (~fixed[columns])
        found = _solve(free, self.ends[rows] - shift[:, None], low, high, at, sign)
        # Rounded, since a solver's whole numbers are whole but for its tolerance.
        self.lowest[columns] = np.minimum(self.lowest[columns], np.round(found))
        self.highest[columns] = np.maximum(self.highest[columns], np.round(found))
        return float(np.round(found[at]))


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


def _solve(matrix: Any, ends: Array, low: Array, high: Array, at: int, sign: float) -> Array:
    """Whole numbers that satisfy all rows with one of them as small or large as can be"""
    from scipy.optimize import Bounds, LinearConstraint, milp

    costs = np.zeros(len(low))
    costs[at] = sign
    constraints = [LinearConstraint(matrix, ends[:, 0], ends[:, 1])] if len(ends) else []
    for whole in (0, 1):
        solution = milp(
            costs, integrality=np.full(len(low), whole), bounds=Bounds(low, high), constraints=constraints,
            options={"time_limit": SECONDS},
        )  # fmt: skip
        if solution.x is None:
            raise DisclosureError(_no_solution(solution.status, solution.message))
        # A corner of whole numbers is the answer in whole numbers too, and corners of sums nearly always are.
        if whole or np.abs(solution.x - np.round(solution.x)).max() < TOLERANCE:
            break
    found: Array = solution.x
    return found


def _no_solution(status: int, message: str) -> str:
    if status == INFEASIBLE:
        return f"the counts contradict each other: {message}"
    return (
        "what could be worked out from the report's counts could not be settled in time, so nothing was written. "
        "Report fewer groups, or raise smallest_cell"
    )
