"""Bounds of counts that follow from adding up single rows, without a linear programme."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.reader import TOLERANCE

Array = NDArray[np.float64]

#: Each pass over the rows hands bounds one row further.
MAX_PASSES = 40


def implied_bounds(matrix: Any, ends: Array, bounds: Array, *, whole: bool) -> Array:
    """Narrow bounds of counts to what each row leaves them, over and over.

    Parameters
    ----------
    matrix : sparse array of shape (rows, counts)
    ends : array of shape (rows, 2)
        What each row may come to.
    bounds : array of shape (counts, 2)
        Of each count by itself; the upper one may be infinite.
    whole : bool
        Whether counts are whole numbers, so that bounds between two are the next one inside.

    Returns
    -------
    array of shape (counts, 2)
        No narrower than what all rows together leave, so that whatever lies outside is impossible; those given where
        they contradict the rows.

    Examples
    --------
    Of two counts that add up to 12, one at most 10, the other is at least 2.

    >>> from scipy.sparse import csr_array
    >>> row, known = csr_array([[1.0, 1.0]]), np.array([[1, 10], [0, np.inf]])
    >>> implied_bounds(row, np.array([[12.0, 12.0]]), known, whole=True).tolist()
    [[1.0, 10.0], [2.0, 11.0]]
    """
    from scipy.sparse import coo_array

    links = coo_array(matrix)
    row, column, weight = links.row, links.col, links.data
    low, high = bounds.T.copy()
    for _ in range(MAX_PASSES):
        # What an entry comes to at least and at most, and so the others of its row.
        least = np.where(weight > 0, weight * low[column], weight * high[column])
        most = np.where(weight > 0, weight * high[column], weight * low[column])
        room = ends[row, 1] - _others(least, row, len(ends))
        need = ends[row, 0] - _others(most, row, len(ends))
        upper = np.where(weight > 0, room, need) / weight
        lower = np.where(weight > 0, need, room) / weight
        if whole:
            upper, lower = np.floor(upper + TOLERANCE), np.ceil(lower - TOLERANCE)
        before = low.copy(), high.copy()
        np.minimum.at(high, column, upper)
        np.maximum.at(low, column, lower)
        if (low > high + TOLERANCE).any():
            return bounds
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return np.column_stack([low, high])


def _others(values: Array, row: NDArray[np.intp], n_rows: int) -> Array:
    """Sum of the other values of each entry's row, infinite where one of them is."""
    endless = ~np.isfinite(values)
    finite = np.where(endless, 0.0, values)
    sums = np.bincount(row, finite, minlength=n_rows)[row] - finite
    n_endless = np.bincount(row, endless, minlength=n_rows)[row] - endless
    # All infinite values of a row have one sign: counts have no end upwards only.
    sign = np.zeros(n_rows)
    sign[row[endless]] = np.sign(values[endless])
    return np.where(n_endless > 0, np.where(sign[row] > 0, np.inf, -np.inf), sums)
