"""Two-way tables as they are linked on paper, and an attack written apart from the code under test."""

import numpy as np
import pytest
from scipy.optimize import linprog

from dnoutcomes.disclosure import Count, LinkedCounts


def table(cells, *, printed_margins=True):
    """A two-way table with row, column and grand totals, linked as they are on paper."""
    cells = np.asarray(cells)
    counts, sums = {}, []
    rows, columns = cells.shape
    for i in range(rows):
        for j in range(columns):
            counts[("cell", str(i), str(j))] = Count(int(cells[i, j]))
    for i in range(rows):
        counts[("row", str(i))] = Count(int(cells[i].sum()), printed_margins, cost=10)
        sums.append((("row", str(i)), tuple(("cell", str(i), str(j)) for j in range(columns))))
    for j in range(columns):
        counts[("column", str(j))] = Count(int(cells[:, j].sum()), printed_margins, cost=10)
        sums.append((("column", str(j)), tuple(("cell", str(i), str(j)) for i in range(rows))))
    counts[("all",)] = Count(int(cells.sum()), printed_margins, cost=100)
    sums.append((("all",), tuple(("row", str(i)) for i in range(rows))))
    return LinkedCounts(counts, tuple(sums))


def attack(protected, key):
    """What a reader can work out about one count: written apart from the code under test."""
    linked, s = protected.linked, protected.smallest_cell
    keys = list(linked.counts)
    a_eq = np.zeros((len(linked.sums), len(keys)))
    for row, (total, parts) in enumerate(linked.sums):
        a_eq[row, keys.index(total)] -= 1
        for part in parts:
            a_eq[row, keys.index(part)] += 1
    bounds = []
    for name in keys:
        status, value = protected.statuses[name], linked.counts[name].value
        bounds.append(
            {"shown": (value, value), "small": (1, s - 1), "withheld": (s, None), "unprinted": (0, None)}[
                status
            ]
        )
    ends = []
    for sign in (1, -1):
        c = np.zeros(len(keys))
        c[keys.index(key)] = sign
        found = linprog(c, A_eq=a_eq, b_eq=np.zeros(len(a_eq)), bounds=bounds)
        ends.append(np.inf if found.status == 3 else sign * found.fun)
    return tuple(ends)


@pytest.fixture(name="table")
def _table():
    return table


@pytest.fixture(name="attack")
def _attack():
    return attack
