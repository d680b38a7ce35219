"""What a reader knows of counts that aren't shown, and what can be worked out from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.linked_counts import Key, LinkedCounts
from dnoutcomes.errors import DisclosureError

Status = Literal["shown", "small", "withheld", "unprinted"]

TOLERANCE = 1e-6


def all_hidden(statuses: Mapping[Key, Status], linked: LinkedCounts) -> dict[Key, Status]:
    """Statuses as they would be if no number but zeros were shown: what nobody can do better than."""
    return {
        key: "withheld" if status == "shown" and linked.counts[key].value else status
        for key, status in statuses.items()
    }


def known_bounds(
    linked: LinkedCounts, statuses: Mapping[Key, Status], smallest_cell: int
) -> NDArray[np.float64]:
    """What a reader knows of each count before adding up: shape (counts, 2)."""
    ranges = {
        "small": (1.0, smallest_cell - 1.0),
        "withheld": (float(smallest_cell), np.inf),
        "unprinted": (0.0, np.inf),
    }
    return np.array(
        [
            (count.value, count.value) if statuses[key] == "shown" else ranges[statuses[key]]
            for key, count in linked.counts.items()
        ],
        dtype=float,
    )


def extreme(equations: Any, bounds: NDArray[np.float64], column: int, sign: float) -> float:
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
