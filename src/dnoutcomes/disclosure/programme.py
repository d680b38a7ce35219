"""Linear programmes over counts, in fractions or whole numbers, with the same answer on every machine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.reader import TOLERANCE
from dnoutcomes.errors import DisclosureError

Array = NDArray[np.float64]

#: A search for whole numbers that takes more branches is given up; what it has found by then still counts. Counted in
#: branches and not in seconds, so that a slow or busy machine releases what a fast one does.
NODES = 5000
INFEASIBLE = 2


def solve(costs: Array, matrix: Any, ends: Array, low: Array, high: Array, whole: NDArray[np.bool_]) -> Any:
    """Find the cheapest numbers between `low` and `high` whose rows come to what they may.

    Parameters
    ----------
    costs, low, high : array of shape (numbers,)
    matrix : sparse array of shape (rows, numbers)
    ends : array of shape (rows, 2)
        What each row may come to.
    whole : array of bool, shape (numbers,)
        Which of them are whole.

    Returns
    -------
    scipy.optimize.OptimizeResult
        `x` is None where there are none, or none were found.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    constraints = [LinearConstraint(matrix, ends[:, 0], ends[:, 1])] if len(ends) else []
    return milp(
        costs,
        integrality=whole.astype(int),
        bounds=Bounds(low, high),
        constraints=constraints,
        options={"node_limit": NODES},
    )


def optimum(matrix: Any, ends: Array, low: Array, high: Array, costs: Array, *, whole: bool) -> Array:
    """Return the cheapest numbers, of which there are some.

    Raises
    ------
    DisclosureError
        There are none after all, or none were found.
    """
    solution = solve(costs, matrix, ends, low, high, np.full(len(low), whole))
    if solution.x is None:
        raise DisclosureError(_no_solution(solution.status, solution.message))
    numbers: Array = solution.x
    return numbers


def _no_solution(status: int, message: str) -> str:
    if status == INFEASIBLE:
        return f"the counts contradict each other: {message}"
    return (
        f"what could be worked out from the report's counts could not be settled in {NODES:,} steps, so nothing was "
        "written. Report fewer groups, or raise smallest_cell"
    )


def is_whole(numbers: Array) -> bool:
    """Whether all numbers are whole but for a solver's tolerance."""
    return bool(np.abs(numbers - np.round(numbers)).max() < TOLERANCE)


def mended(matrix: Any, ends: Array, low: Array, high: Array, costs: Array, corner: Array) -> Array | None:
    """Make the fractions of a corner whole, and what they are linked with; None where that doesn't go."""
    links = abs(matrix)
    split = (np.abs(corner - np.round(corner)) > TOLERANCE).astype(float)
    touched = (links @ split > 0).astype(float)
    free = links.transpose() @ touched > 0
    rows, columns = np.flatnonzero(links @ free.astype(float) > 0), np.flatnonzero(free)
    block = matrix[rows]
    rest = block @ np.where(free, 0.0, np.round(corner))
    solution = solve(
        costs[columns],
        block[:, columns],
        ends[rows] - rest[:, None],
        low[columns],
        high[columns],
        np.full(len(columns), True),
    )
    if solution.x is None:
        return None
    numbers = np.round(corner)
    numbers[columns] = np.round(solution.x)
    return numbers


def made_whole(
    matrix: Any, ends: Array, low: Array, high: Array, costs: Array, corner: Array, best: float
) -> Array:
    """Whole numbers as cheap as they can be, from the cheapest in fractions.

    Parameters
    ----------
    corner : array of shape (numbers,)
        The cheapest in fractions.
    best : float
        What whole numbers cost at least: at that cost the mended corner will do.
    """
    near = mended(matrix, ends, low, high, costs, corner)
    if near is not None and costs @ near <= best:
        return near
    return optimum(matrix, ends, low, high, costs, whole=True)
