"""Disclosure control: which counts of patients may be shown, so that no small group can be read or worked out.

A count of 1 to `smallest_cell - 1` patients is small and never shown. Hiding it is not enough where it follows from
other counts, such as a total less the rest. All counts of a report are therefore treated together, as cells that
are linked by sums, and cells that would give a small one away are withheld too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import DisclosureError

Key = tuple[str, ...]
Status = Literal["shown", "small", "withheld", "unprinted"]

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Count:
    """A number of patients.

    Attributes
    ----------
    value : int
        The number.
    printed : bool
        Whether the report has a place for it. A count that is not printed (the patients without a response, say) is
        protected all the same when it is small.
    cost : float
        How much a reader would miss it. Where one of several counts must be withheld, the cheapest goes.
    labelled : bool
        Whether the report says of a hidden count that it is small. A point left out of a curve says nothing.
    """

    value: int
    printed: bool = True
    cost: float = 1.0
    labelled: bool = True


@dataclass(frozen=True, eq=False)
class LinkedCounts:
    """Counts of patients and the sums that link them.

    Attributes
    ----------
    counts : mapping of key to Count
        Every count that a report prints, and those that could be worked out from them.
    sums : tuple of (key, keys)
        A total and the parts that make it up.

    Raises
    ------
    DisclosureError
        A sum names an unknown count, or doesn't add up.
    """

    counts: Mapping[Key, Count]
    sums: tuple[tuple[Key, tuple[Key, ...]], ...]

    def __post_init__(self) -> None:
        for total, parts in self.sums:
            unknown = [key for key in (total, *parts) if key not in self.counts]
            if unknown:
                raise DisclosureError(f"the sum of {total} names counts that aren't there: {unknown}")
            added = sum(self.counts[key].value for key in parts)
            if added != self.counts[total].value:
                raise DisclosureError(
                    f"the parts of {total} add up to {added}, not {self.counts[total].value}"
                )

    def equations(self) -> Any:
        """Sparse matrix with one row per sum; times the counts it is zero."""
        from scipy.sparse import csr_array

        place = {key: column for column, key in enumerate(self.counts)}
        rows, columns, values = [], [], []
        for row, (total, parts) in enumerate(self.sums):
            for key, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
                rows.append(row)
                columns.append(place[key])
                values.append(sign)
        return csr_array((values, (rows, columns)), shape=(len(self.sums), len(place)))


@dataclass(frozen=True, eq=False)
class ProtectedCounts:
    """Counts with the decision which of them may be shown.

    Attributes
    ----------
    linked : LinkedCounts
        The counts themselves. Not for output.
    statuses : mapping of key to status
        "shown"; "small" (1 to `smallest_cell - 1`); "withheld" (large, but would give a small one away); "unprinted".
    smallest_cell : int
        The smallest number of patients that may be shown, besides 0.
    """

    linked: LinkedCounts
    statuses: Mapping[Key, Status]
    smallest_cell: int

    def __repr__(self) -> str:
        tally = {
            name: sum(status == name for status in self.statuses.values())
            for name in ("shown", "small", "withheld")
        }
        return f"ProtectedCounts: {tally}, smallest cell {self.smallest_cell}"

    def is_shown(self, *keys: Key) -> bool:
        """Whether all of these counts may be shown."""
        return all(self.statuses[key] == "shown" for key in keys)

    def is_small(self, *keys: Key) -> bool:
        """Whether any of these counts is a small group, about which nothing may be shown."""
        return any(0 < self.linked.counts[key].value < self.smallest_cell for key in keys)

    def value(self, key: Key) -> int | None:
        """Return the count where it may be shown, else None."""
        return self.linked.counts[key].value if self.is_shown(key) else None

    def text(self, key: Key) -> str:
        """Return the count as it may be printed: "57", "1 to 10", or a range that can be worked out anyway.

        The range of a withheld count is what the shown ones imply, so that printing it adds nothing.
        """
        status = self.statuses[key]
        if status == "shown":
            return str(self.linked.counts[key].value)
        if status == "small":
            return small_text(self.smallest_cell)
        low, high = _implied_range(self, key)
        return f"{low} to {high}" if high is not None and high - low < 2 * self.smallest_cell else "withheld"


def small_text(smallest_cell: int) -> str:
    """How a small count is printed.

    Examples
    --------
    >>> small_text(11)
    '1 to 10'
    >>> small_text(2)
    '1'
    """
    return "1" if smallest_cell == 2 else f"1 to {smallest_cell - 1}"


def protect(linked: LinkedCounts, smallest_cell: int) -> ProtectedCounts:
    """Decide which counts may be shown.

    Parameters
    ----------
    linked : LinkedCounts
        The counts and their sums.
    smallest_cell : int
        Counts of 1 to `smallest_cell - 1` are protected; 1 protects nothing. Zero is always shown.

    Returns
    -------
    ProtectedCounts
        Decisions that pass `audit`.

    Notes
    -----
    For each small count and each end of 1 to `smallest_cell - 1`, a linear programme looks for numbers that a reader
    could not tell from the true ones and in which the count lies at that end, changing the shown counts as cheaply
    as possible (sum of cost times change). The counts that change are withheld. What is withheld for one count
    only widens the range of the others, so a single pass is enough.

    References
    ----------
    Fischetti M, Salazar JJ. Solving the cell suppression problem on tabular data with linear constraints. Management
    Science 2001;47:1008-1027.
    """
    statuses = _first_statuses(linked, smallest_cell)
    if smallest_cell > 1 and linked.sums:
        equations = linked.equations()
        for key, count in linked.counts.items():
            if 0 < count.value < smallest_cell:
                for end in (1, smallest_cell - 1):
                    statuses |= _withhold_for(linked, equations, statuses, smallest_cell, key, end)
    return ProtectedCounts(linked, statuses, smallest_cell)


def audit(protected: ProtectedCounts) -> None:
    """Attack the counts that are shown, and refuse to go on when a small one can be narrowed down.

    A reader knows the shown counts, the sums, that small ones lie in 1 to `smallest_cell - 1` and that withheld
    ones don't. For every small count the linear programmes over these must reach both ends of that range, as
    far as they can be reached when nothing is shown at all.

    Raises
    ------
    DisclosureError
        A small count has a narrower range than it would have if nothing were shown.
    """
    linked, smallest = protected.linked, protected.smallest_cell
    if smallest <= 1 or not linked.sums:
        return
    equations = linked.equations()
    known = _bounds(linked, protected.statuses, smallest)
    blind = _bounds(linked, _all_hidden(protected.statuses, linked), smallest)
    for column, (key, count) in enumerate(linked.counts.items()):
        if not 0 < count.value < smallest:
            continue
        low, high = (_extreme(equations, known, column, sign) for sign in (1.0, -1.0))
        if low <= 1 + _TOLERANCE and high >= smallest - 1 - _TOLERANCE:
            continue
        least, most = (_extreme(equations, blind, column, sign) for sign in (1.0, -1.0))
        if low > max(1.0, least) + _TOLERANCE or high < min(smallest - 1.0, most) - _TOLERANCE:
            raise DisclosureError(
                f"the small group {' / '.join(key)} can be worked out from counts that are shown; "
                "nothing was written. Raise smallest_cell or report fewer groups"
            )


def _first_statuses(linked: LinkedCounts, smallest_cell: int) -> dict[Key, Status]:
    statuses: dict[Key, Status] = {}
    for key, count in linked.counts.items():
        small = 0 < count.value < smallest_cell
        statuses[key] = "unprinted" if not count.printed else "small" if small else "shown"
    return statuses


def _all_hidden(statuses: Mapping[Key, Status], linked: LinkedCounts) -> dict[Key, Status]:
    return {
        key: "withheld" if status == "shown" and linked.counts[key].value else status
        for key, status in statuses.items()
    }


def _bounds(linked: LinkedCounts, statuses: Mapping[Key, Status], smallest_cell: int) -> NDArray[np.float64]:
    """What a reader knows of each count before adding up: shape (counts, 2)."""
    ranges = {
        "small": (1.0, smallest_cell - 1.0),
        "withheld": (float(smallest_cell), np.inf),
        "unprinted": (0.0, np.inf),
    }
    return np.array(
        [
            (count.value, count.value) if statuses[key] == "shown"
            else ranges[statuses[key]] if count.labelled or statuses[key] == "unprinted"
            else (1.0, np.inf)
            for key, count in linked.counts.items()
        ],
        dtype=float,
    )  # fmt: skip


def _withhold_for(
    linked: LinkedCounts,
    equations: Any,
    statuses: Mapping[Key, Status],
    smallest_cell: int,
    key: Key,
    end: int,
) -> dict[Key, Status]:
    """Counts to withhold so that `key` could as well be `end`."""
    column = list(linked.counts).index(key)
    bounds = _bounds(linked, _all_hidden(statuses, linked), smallest_cell)
    moved = _cheapest_disguise(linked, equations, statuses, bounds, column, end)
    if moved is None:
        sign = 1.0 if end == 1 else -1.0
        moved = _cheapest_disguise(
            linked, equations, statuses, bounds, column, _extreme(equations, bounds, column, sign)
        )
    if moved is None:
        raise DisclosureError(f"the small group {' / '.join(key)} can't be protected; raise smallest_cell")
    return {
        name: "withheld"
        for name, change in zip(linked.counts, moved)
        if statuses[name] == "shown" and change > _TOLERANCE
    }


def _cheapest_disguise(
    linked: LinkedCounts,
    equations: Any,
    statuses: Mapping[Key, Status],
    bounds: NDArray[np.float64],
    column: int,
    end: float,
) -> NDArray[np.float64] | None:
    """How much each shown count must move for one count to be `end`; None where no such numbers exist."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    values = np.array([count.value for count in linked.counts.values()], dtype=float)
    priced = np.array([status == "shown" for status in statuses.values()])
    costs = np.array([count.cost for count in linked.counts.values()])[priced]
    n, m = len(values), int(priced.sum())
    fixed = bounds.copy()
    fixed[column] = end
    chosen = eye_array(n, format="csr")[priced]
    distance = vstack([hstack([chosen, -eye_array(m)]), hstack([-chosen, -eye_array(m)])], format="csr")
    solution = linprog(
        np.concatenate([np.zeros(n), costs]),
        A_ub=distance,
        b_ub=np.concatenate([values[priced], -values[priced]]),
        A_eq=hstack([equations, csr_array((equations.shape[0], m))], format="csr"),
        b_eq=np.zeros(equations.shape[0]),
        bounds=np.vstack([fixed, np.column_stack([np.zeros(m), np.full(m, np.inf)])]),
        method="highs",
    )
    if not solution.success:
        return None
    moved: NDArray[np.float64] = np.abs(solution.x[:n] - values)
    return moved


def _extreme(equations: Any, bounds: NDArray[np.float64], column: int, sign: float) -> float:
    """Smallest (sign 1) or largest (sign -1) value of one count that the bounds and sums allow."""
    from scipy.optimize import linprog

    objective = np.zeros(len(bounds))
    objective[column] = sign
    solution = linprog(
        objective, A_eq=equations, b_eq=np.zeros(equations.shape[0]), bounds=bounds, method="highs"
    )
    if solution.status == 3:  # unbounded
        return -sign * np.inf
    if not solution.success:
        raise DisclosureError(f"the counts contradict each other: {solution.message}")
    return float(sign * solution.fun)


def _implied_range(protected: ProtectedCounts, key: Key) -> tuple[int, int | None]:
    linked = protected.linked
    bounds = _bounds(linked, protected.statuses, protected.smallest_cell)
    column = list(linked.counts).index(key)
    equations = linked.equations()
    low, high = (_extreme(equations, bounds, column, sign) for sign in (1.0, -1.0))
    return int(np.ceil(low - _TOLERANCE)), (int(np.floor(high + _TOLERANCE)) if np.isfinite(high) else None)
