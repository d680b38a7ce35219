"""Decide what may be shown: the least that must be withheld, found by linear programmes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.audit import leaves_few, narrowed_by_counts, narrowed_by_sayings
from dnoutcomes.disclosure.count import Count, Key
from dnoutcomes.disclosure.implied_bounds import implied_bounds
from dnoutcomes.disclosure.linked_counts import LinkedCounts
from dnoutcomes.disclosure.protected_counts import ProtectedCounts
from dnoutcomes.disclosure.reader import TOLERANCE, Status, all_hidden, known_bounds
from dnoutcomes.disclosure.system import SECONDS, System, rows_of
from dnoutcomes.errors import DisclosureError

Array = NDArray[np.float64]

# Counts that a reader would miss so much are left as they are as long as others will do.
DEAR = 150.0


def protect(linked: LinkedCounts, smallest_cell: int) -> ProtectedCounts:
    """Decide what may be shown.

    Parameters
    ----------
    linked : LinkedCounts
        The counts, their sums, and what else is known of them.
    smallest_cell : int
        Counts of 1 to `smallest_cell - 1` patients are protected; 1 protects nothing. Zero is always shown.

    Returns
    -------
    ProtectedCounts
        Decisions that pass `audit`.

    Notes
    -----
    For each small count and each end of 1 to `smallest_cell - 1`, a linear programme looks for numbers that a reader
    could not tell from the true ones and in which the count lies at that end, changing the shown counts as cheaply
    as possible (sum of cost times change). The counts that change are withheld. What is withheld for one count
    only widens the range of the others, so a single pass is enough; where whole numbers leave less than the linear
    programme saw, it is repeated in whole numbers. Means and shares that then still narrow a count down are withheld,
    the cheapest first.

    References
    ----------
    Fischetti M, Salazar JJ. Solving the cell suppression problem on tabular data with linear constraints. Management
    Science 2001;47:1008-1027.
    """
    statuses = _first_statuses(linked, smallest_cell)
    if smallest_cell <= 1:
        return ProtectedCounts(linked, statuses, smallest_cell)
    disguise = _Disguise(linked, statuses, smallest_cell)
    for key, count in linked.counts.items():
        if count.is_small(smallest_cell):
            disguise.withhold_for(key)
    statuses = disguise.statuses
    protected = ProtectedCounts(linked, statuses, smallest_cell, disguises=tuple(disguise.disguises))
    narrowed, more = narrowed_by_counts(protected, disguise.blind)
    for key, end in narrowed:
        disguise.withhold(key, end, whole=True)
    return _without_sayings(replace(protected, disguises=(*protected.disguises, *more)))


def _first_statuses(linked: LinkedCounts, smallest_cell: int) -> dict[Key, Status]:
    return {key: _first_status(count, linked, smallest_cell) for key, count in linked.counts.items()}


def _first_status(count: Count, linked: LinkedCounts, smallest_cell: int) -> Status:
    if not count.printed:
        return "unprinted"
    if count.is_small(smallest_cell):
        return "small"
    few = count.behind is not None and linked.counts[count.behind].is_small(smallest_cell)
    return "withheld" if few else "shown"


class _Disguise:
    """Numbers that a reader couldn't tell from the true ones, as cheap as can be.

    Attributes
    ----------
    statuses : dict of key to status
        As decided so far.
    """

    def __init__(self, linked: LinkedCounts, statuses: dict[Key, Status], smallest_cell: int) -> None:
        self.statuses, self.smallest_cell = statuses, smallest_cell
        self.names = list(linked.counts)
        self.place = {key: column for column, key in enumerate(self.names)}
        everyone = [limit for limit in linked.limits if limit.said_by is None]
        self.matrix, self.ends = rows_of(linked, everyone, self.place)
        self.truth = np.array([count.value for count in linked.counts.values()], dtype=float)
        self.costs = np.array([count.cost for count in linked.counts.values()])
        self.blind = System(linked, all_hidden(statuses, linked), smallest_cell)
        self.bounds = known_bounds(linked, all_hidden(statuses, linked), smallest_cell)
        self.lowest, self.highest = self.truth.copy(), self.truth.copy()
        self.disguises: list[Array] = []
        self.priced = np.array([statuses[key] == "shown" for key in self.names])
        self.possible = implied_bounds(self.matrix, self.ends, self.bounds, whole=False)
        self._cuts: dict[tuple[bool, int], _Cut] = {}
        self.dear = np.array([statuses[key] == "shown" for key in self.names]) & (self.costs > DEAR)
        self.parts = [
            connected(self.matrix, ~self.dear),
            connected(self.matrix, np.ones(len(self.dear), bool)),
        ]

    def withhold_for(self, key: Key) -> None:
        """Withhold what it takes for a small count to be either end of its range."""
        column = self.place[key]
        if not self.matrix[:, [column]].nnz:
            return
        # What an earlier solution changed is withheld, so that its numbers are as good as the true ones.
        if self.lowest[column] > 1 + TOLERANCE:
            self.withhold(key, 1)
        if self.highest[column] < self.smallest_cell - 1 - TOLERANCE:
            self.withhold(key, self.smallest_cell - 1)

    def withhold(self, key: Key, end: int, *, whole: bool = False) -> None:
        """Withhold what it takes for one count to be `end`, or as near to it as it can be."""
        column = self.place[key]
        low, high = self.possible[column]
        is_ruled_out = not low - TOLERANCE <= end <= high + TOLERANCE
        found = None if is_ruled_out else self._cheapest(column, end, whole=whole)
        if found is None:
            upwards = end > self.truth[column]
            best = self.blind.most(key, end) if upwards else max(self.blind.least(key), end)
            found = self._cheapest(column, best, whole=whole)
        if found is None:
            raise DisclosureError(
                f"the small group {' / '.join(key)} can't be protected; raise smallest_cell"
            )
        columns, numbers = found
        for at, number in zip(columns, numbers):
            if self.priced[at] and abs(number - self.truth[at]) > TOLERANCE:
                self.statuses[self.names[at]] = "withheld"
                self.priced[at] = False
        self.lowest[columns] = np.minimum(self.lowest[columns], numbers)
        self.highest[columns] = np.maximum(self.highest[columns], numbers)
        disguise = self.truth.copy()
        disguise[columns] = numbers
        self.disguises.append(disguise)

    def _cheapest(self, column: int, end: float, *, whole: bool) -> tuple[NDArray[np.intp], Array] | None:
        """Numbers of all counts linked with one, with that one at `end`; None where there are none."""
        near, everything = self.parts
        if self.dear.any() and not self.dear[column]:
            # Most disguises leave what is dear as it is, and then only the neighbourhood counts.
            found, price = self._solve(self._cut(near, column, is_near=True), column, end, whole=whole)
            least = self.costs[self.dear].min() * abs(end - self.truth[column])
            if found is not None and price <= least:
                return found
        return self._solve(self._cut(everything, column, is_near=False), column, end, whole=whole)[0]

    def _cut(self, parts: NDArray[np.intp], column: int, *, is_near: bool) -> _Cut:
        """The counts linked with one and their rows; cut out once for all of them."""
        name = is_near, int(parts[column])
        if name not in self._cuts:
            columns = np.flatnonzero(parts == parts[column])
            rows = np.unique(self.matrix[:, columns].tocoo().row)
            block, inside = self.matrix[rows], np.zeros(len(self.names), bool)
            inside[columns] = True
            ends = self.ends[rows] - (block @ np.where(inside, 0.0, self.truth))[:, None]
            self._cuts[name] = _Cut(columns, block[:, columns].tocoo(), ends)
        return self._cuts[name]

    def _solve(
        self, cut: _Cut, column: int, end: float, *, whole: bool
    ) -> tuple[tuple[NDArray[np.intp], Array] | None, float]:
        """The cheapest numbers of some counts, the others being what they are, and their price."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        columns = cut.columns
        priced = self.priced[columns]
        n, m = len(columns), int(priced.sum())
        low, high = self.bounds[columns].T.copy()
        at = int(np.searchsorted(columns, column))
        low[at] = high[at] = end
        truth = self.truth[columns][priced]
        least = np.concatenate([np.full(2 * m, -np.inf), cut.ends[:, 0]])
        solution = milp(
            np.concatenate([np.zeros(n), self.costs[columns][priced]]),
            integrality=np.concatenate([np.full(n, int(whole)), np.zeros(m)]),
            bounds=Bounds(np.concatenate([low, np.zeros(m)]), np.concatenate([high, np.full(m, np.inf)])),
            constraints=LinearConstraint(
                cut.with_distances(priced), least, np.concatenate([truth, -truth, cut.ends[:, 1]])
            ),
            options={"time_limit": SECONDS},
        )
        return (None, np.inf) if solution.x is None else ((columns, solution.x[:n]), float(solution.fun))


@dataclass(frozen=True, eq=False)
class _Cut:
    """Some counts by their columns, the rows that link them, and what these may come to."""

    columns: NDArray[np.intp]
    block: Any
    ends: Array

    def with_distances(self, priced: NDArray[np.bool_]) -> Any:
        """The rows below those that hold the distance of each priced count from the truth to a column of its own.

        For a count x with the distance d: x - d <= truth and -x - d <= -truth.
        """
        from scipy.sparse import csc_array

        n, m = len(self.columns), int(priced.sum())
        counts, distances, order = np.flatnonzero(priced), n + np.arange(m), np.arange(m)
        one = np.ones(m)
        values = [one, -one, -one, -one, self.block.data]
        rows = [order, order, m + order, m + order, 2 * m + self.block.row]
        columns = [counts, distances, counts, distances, self.block.col]
        shape = (2 * m + self.block.shape[0], n + m)
        return csc_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
        )


def connected(matrix: Any, free: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Which counts are linked through others that are free to change, each by the number of its group."""
    from scipy.sparse import diags_array
    from scipy.sparse.csgraph import connected_components

    links = abs(matrix) @ diags_array(free.astype(float))
    names: NDArray[np.intp] = connected_components(links.T @ links, directed=False)[1]
    return names


def _without_sayings(protected: ProtectedCounts) -> ProtectedCounts:
    """Withhold printed numbers that aren't counts, the cheapest first, until none narrows a small count down."""
    linked, smallest, costs = protected.linked, protected.smallest_cell, protected.linked.sayings
    withheld: frozenset[Key] = frozenset()

    def is_told(key: Key, silent: frozenset[Key]) -> bool:
        seen = System(linked, protected.statuses, smallest, withheld=silent, with_sayings=True)
        return leaves_few(seen, key, smallest)

    narrowed, more = narrowed_by_sayings(protected)
    for key, seen in narrowed:
        dropped: list[Key] = []
        for number in sorted(seen.sayings_near(key) - withheld, key=lambda name: (costs[name], name)):
            if not is_told(key, withheld | set(dropped)):
                break
            dropped.append(number)
        # The first that went may have been none of those that told.
        for number in dropped[-2::-1]:
            if not is_told(key, withheld | set(dropped) - {number}):
                dropped.remove(number)
        withheld |= set(dropped)
    return replace(protected, withheld_numbers=withheld, disguises=(*protected.disguises, *more))
