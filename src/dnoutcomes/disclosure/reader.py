"""What a reader knows of counts that aren't shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.count import Count, Key
from dnoutcomes.disclosure.linked_counts import LinkedCounts

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
    return np.array(
        [_known(count, statuses[key], smallest_cell) for key, count in linked.counts.items()], dtype=float
    ).reshape(-1, 2)


def _known(count: Count, status: Status, smallest_cell: int) -> tuple[float, float]:
    if status == "shown":
        return count.value, count.value
    if status == "small":
        return 1.0, smallest_cell - 1.0
    # Only of patients does a reader know that a number is withheld because it isn't small.
    return (float(smallest_cell) if status == "withheld" and count.of_patients else 0.0), np.inf
