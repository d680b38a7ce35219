"""Disguise: numbers that a reader couldn't tell from the true ones, and what must be withheld for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.count import Key
from dnoutcomes.disclosure.implied_bounds import implied_bounds
from dnoutcomes.disclosure.linked_counts import LinkedCounts
from dnoutcomes.disclosure.programme import solve
from dnoutcomes.disclosure.reader import TOLERANCE, Status, all_hidden, known_bounds
from dnoutcomes.disclosure.system import System, rows_of
from dnoutcomes.errors import DisclosureError

Array = NDArray[np.float64]

# Counts that a reader would miss so much are left as they are as long as others will do.
DEAR = 150.0

# Ways to take counts that are linked together: through any, through those that aren't dear, through those not shown.
EVERYTHING, CHEAP, FREE = "everything", "cheap", "free"


class Disguise:
    """Numbers that a reader couldn't tell from the true ones, as cheap as can be.

    Attributes
    ----------
    statuses : dict of key to status
        As decided so far.
    """

    def __init__(self, linked: LinkedCounts, statuses: dict[Key, Status], smallest_cell: int) -> None:
        self.statuses, self.smallest_cell = statuses, smallest_cell
        self.names = list(linked.counts)
        self.column_of = {key: column for column, key in enumerate(self.names)}
        everyone = [limit for limit in linked.limits if limit.said_by is None]
        self.matrix, self.ends = rows_of(linked, everyone, self.column_of)
        self.truth = np.array([count.value for count in linked.counts.values()], dtype=float)
        self.costs = np.array([count.cost for count in linked.counts.values()])
        self.blind = System(linked, all_hidden(statuses, linked), smallest_cell)
        self.bounds = known_bounds(linked, all_hidden(statuses, linked), smallest_cell)
        self.lowest, self.highest = self.truth.copy(), self.truth.copy()
        self.disguises: list[Array] = []
        self.priced = np.array([statuses[key] == "shown" for key in self.names])
        self.dear = self.priced & (self.costs > DEAR)
        self.possible = implied_bounds(self.matrix, self.ends, self.bounds, whole=False)
        cheap_bounds = np.where(self.dear[:, None], self.truth[:, None], self.bounds)
        self.possible_cheaply = implied_bounds(self.matrix, self.ends, cheap_bounds, whole=False)
        small = [count.is_small(smallest_cell) for count in linked.counts.values()]
        #: The ends of its range that each small count is to be able to be, as far as single rows let it.
        self.wanted = np.where(
            np.array(small)[:, None],
            np.clip(self.possible, 1, smallest_cell - 1),
            self.truth[:, None],
        )
        self._parts = {
            EVERYTHING: connected(self.matrix, np.ones(len(self.dear), bool)),
            CHEAP: connected(self.matrix, ~self.dear),
        }
        self._cuts: dict[tuple[str, int], _Cut] = {}
        self._spent: set[int] = set()

    def withhold_for(self, key: Key) -> None:
        """Withhold what it takes for a small count to be either end of its range."""
        column = self.column_of[key]
        if not self.matrix[:, [column]].nnz:
            return
        for end, wanted in zip((1, self.smallest_cell - 1), self.wanted[column]):
            self._move_for_nothing(column, wanted)
            if not self._has_reached(column, wanted):
                self.withhold(key, end)

    def _has_reached(self, column: int, end: float) -> bool:
        # What an earlier solution changed is withheld, so that its numbers are as good as the true ones.
        return bool(self.lowest[column] - TOLERANCE <= end <= self.highest[column] + TOLERANCE)

    def _move_for_nothing(self, column: int, wanted: float) -> None:
        """Bring a small count and all that are linked with it to their ends, while nothing shown changes.

        Nothing more need be withheld for what that reaches, so that it needs no programme of its own.
        """
        while not self._has_reached(column, wanted) and self._part(FREE)[column] not in self._spent:
            cut = self._cut(FREE, column)
            columns = cut.columns
            least, most = self.wanted[columns].T
            down = self.lowest[columns] > least + TOLERANCE
            up = ~down & (self.highest[columns] < most - TOLERANCE)
            low, high = self.bounds[columns].T.copy()
            moved = down | up
            low[moved], high[moved] = np.maximum(low, least)[moved], np.minimum(high, most)[moved]
            costs = down.astype(float) - up
            numbers = solve(costs, cut.block, cut.ends, low, high, np.full(len(columns), False)).x
            if numbers is not None:
                self._remember(columns, numbers)
            still_up, still_down = (
                self.highest[columns] < most - TOLERANCE,
                self.lowest[columns] > least + TOLERANCE,
            )
            if numbers is None or (still_down[down].all() and still_up[up].all()):
                self._spent.add(int(self._part(FREE)[column]))

    def withhold(self, key: Key, end: int, *, whole: bool = False) -> None:
        """Withhold what it takes for one count to be `end`, or as near to it as it can be."""
        column = self.column_of[key]
        cheapest = (
            self._cheapest(column, end, whole=whole) if _is_within(end, self.possible[column]) else None
        )
        if cheapest is None:
            upwards = end > self.truth[column]
            best = self.blind.most(key, end) if upwards else max(self.blind.least(key), end)
            if not whole and self._has_reached(column, best):
                return
            cheapest = self._cheapest(column, best, whole=whole)
        if cheapest is None:
            raise DisclosureError(
                f"the small group {' / '.join(key)} can't be protected; raise smallest_cell"
            )
        columns, numbers = cheapest
        changed = columns[self.priced[columns] & (np.abs(numbers - self.truth[columns]) > TOLERANCE)]
        self.statuses.update((self.names[at], "withheld") for at in changed)
        if len(changed):
            self.priced[changed] = False
            self._forget_free_parts()
        self._remember(columns, numbers)

    def _remember(self, columns: NDArray[np.intp], numbers: Array) -> None:
        self.lowest[columns] = np.minimum(self.lowest[columns], numbers)
        self.highest[columns] = np.maximum(self.highest[columns], numbers)
        disguise = self.truth.copy()
        disguise[columns] = numbers
        self.disguises.append(disguise)

    def _cheapest(self, column: int, end: float, *, whole: bool) -> tuple[NDArray[np.intp], Array] | None:
        """Numbers of all counts linked with one, with that one at `end`; None where there are none."""
        if self.dear.any() and not self.dear[column] and _is_within(end, self.possible_cheaply[column]):
            # Most disguises leave what is dear as it is, and then only the neighbourhood counts.
            numbers, price = self._solve(self._cut(CHEAP, column), column, end, whole=whole)
            least = self.costs[self.dear].min() * abs(end - self.truth[column])
            if numbers is not None and price <= least:
                return numbers
        return self._solve(self._cut(EVERYTHING, column), column, end, whole=whole)[0]

    def _part(self, kind: str) -> NDArray[np.intp]:
        if kind not in self._parts:
            self._parts[kind] = connected(self.matrix, ~self.priced)
        return self._parts[kind]

    def _forget_free_parts(self) -> None:
        """Let what is newly withheld join what is free to change."""
        self._parts.pop(FREE, None)
        self._spent.clear()
        self._cuts = {name: cut for name, cut in self._cuts.items() if name[0] != FREE}

    def _cut(self, kind: str, column: int) -> _Cut:
        """The counts linked with one and their rows; cut out once for all of them."""
        parts = self._part(kind)
        name = kind, int(parts[column])
        if name not in self._cuts:
            columns = np.flatnonzero(parts == parts[column])
            rows = np.unique(self.matrix[:, columns].tocoo().row)
            rest, block = self.truth.copy(), self.matrix[rows]
            rest[columns] = 0.0
            ends = self.ends[rows] - (block @ rest)[:, None]
            self._cuts[name] = _Cut(columns, block[:, columns].tocoo(), ends)
        return self._cuts[name]

    def _solve(
        self, cut: _Cut, column: int, end: float, *, whole: bool
    ) -> tuple[tuple[NDArray[np.intp], Array] | None, float]:
        """The cheapest numbers of some counts, the others being what they are, and their price."""
        columns = cut.columns
        priced = self.priced[columns]
        n, m = len(columns), int(priced.sum())
        low, high = self.bounds[columns].T.copy()
        at = int(np.searchsorted(columns, column))
        low[at] = high[at] = end
        truth = self.truth[columns][priced]
        least = np.concatenate([np.full(2 * m, -np.inf), cut.ends[:, 0]])
        most = np.concatenate([truth, -truth, cut.ends[:, 1]])
        solution = solve(
            np.concatenate([np.zeros(n), self.costs[columns][priced]]),
            cut.with_distances(priced),
            np.column_stack([least, most]),
            np.concatenate([low, np.zeros(m)]),
            np.concatenate([high, np.full(m, np.inf)]),
            np.concatenate([np.full(n, whole), np.full(m, False)]),
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


def _is_within(number: float, bounds: Array) -> bool:
    return bool(bounds[0] - TOLERANCE <= number <= bounds[1] + TOLERANCE)


def connected(matrix: Any, free: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Which counts are linked through others that are free to change, each by the number of its group."""
    from scipy.sparse import diags_array
    from scipy.sparse.csgraph import connected_components

    links = abs(matrix) @ diags_array(free.astype(float))
    names: NDArray[np.intp] = connected_components(links.T @ links, directed=False)[1]
    return names
