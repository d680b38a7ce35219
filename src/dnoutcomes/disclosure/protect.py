"""Decide which counts may be shown: the least that must be withheld, found by linear programmes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.linked_counts import Key, LinkedCounts
from dnoutcomes.disclosure.protected_counts import ProtectedCounts
from dnoutcomes.disclosure.reader import TOLERANCE, Status, all_hidden, extreme, known_bounds
from dnoutcomes.errors import DisclosureError


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


def _first_statuses(linked: LinkedCounts, smallest_cell: int) -> dict[Key, Status]:
    statuses: dict[Key, Status] = {}
    for key, count in linked.counts.items():
        small = 0 < count.value < smallest_cell
        statuses[key] = "unprinted" if not count.printed else "small" if small else "shown"
    return statuses


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
    bounds = known_bounds(linked, all_hidden(statuses, linked), smallest_cell)
    moved = _cheapest_disguise(linked, equations, statuses, bounds, column, end)
    if moved is None:
        sign = 1.0 if end == 1 else -1.0
        moved = _cheapest_disguise(
            linked, equations, statuses, bounds, column, extreme(equations, bounds, column, sign)
        )
    if moved is None:
        raise DisclosureError(f"the small group {' / '.join(key)} can't be protected; raise smallest_cell")
    return {
        name: "withheld"
        for name, change in zip(linked.counts, moved)
        if statuses[name] == "shown" and change > TOLERANCE
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
