"""Every small count must stay as open as "1 to 10" under an attack that knows all that is shown."""

import numpy as np
import pytest
from scipy.optimize import linprog

from dnoutcomes.disclosure import Count, LinkedCounts, ProtectedCounts, audit, protect
from dnoutcomes.errors import DisclosureError


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


def test_a_lone_small_cell_takes_a_second_one_with_it_in_its_row_and_column():
    protected = protect(table([[50, 40, 30], [45, 3, 35], [60, 70, 80]]), 11)
    assert protected.statuses["cell", "1", "1"] == "small"
    assert attack(protected, ("cell", "1", "1")) == (1, 10)
    withheld = {key for key, status in protected.statuses.items() if status == "withheld"}
    assert len(withheld) == 3, "a rectangle of four cells is the least that protects one"
    assert all(key[0] == "cell" for key in withheld), "totals cost more than cells"


def test_the_true_count_is_never_in_the_text_of_a_small_cell():
    protected = protect(table([[50, 40], [45, 3]]), 11)
    assert protected.text(("cell", "1", "1")) == "1 to 10"
    assert protected.value(("cell", "1", "1")) is None


def test_zero_is_shown_and_not_used_as_a_hiding_place():
    protected = protect(table([[50, 0, 30], [45, 3, 35], [60, 0, 80]]), 11)
    assert protected.statuses["cell", "0", "1"] == "shown"
    assert protected.value(("cell", "0", "1")) == 0
    assert attack(protected, ("cell", "1", "1")) == (1, 10)


def test_the_complement_of_a_shown_count_is_protected_though_nobody_prints_it():
    linked = LinkedCounts(
        {("asked",): Count(60, cost=100), ("answered",): Count(57), ("silent",): Count(3, printed=False)},
        ((("asked",), (("answered",), ("silent",))),),
    )
    protected = protect(linked, 11)
    assert protected.is_shown(("asked",))
    assert protected.statuses["answered",] == "withheld"
    assert protected.text(("answered",)) == "withheld"


def test_a_range_is_printed_where_the_shown_counts_imply_it():
    linked = LinkedCounts(
        {("asked",): Count(60, cost=100), ("answered",): Count(57), ("silent",): Count(3)},
        ((("asked",), (("answered",), ("silent",))),),
    )
    assert protect(linked, 11).text(("answered",)) == "50 to 59"


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("smallest", [5, 11])
def test_no_attack_narrows_a_small_cell_of_random_tables(seed, smallest):
    generator = np.random.default_rng(seed)
    shape = generator.integers(2, 6, size=2)
    linked = table(generator.poisson(generator.choice([2, 8, 20, 60], size=shape)))
    protected = protect(linked, smallest)
    audit(protected)
    blind = ProtectedCounts(
        linked,
        {
            key: "withheld" if status == "shown" and linked.counts[key].value else status
            for key, status in protected.statuses.items()
        },
        smallest,
    )
    for key, count in linked.counts.items():
        if 0 < count.value < smallest:
            low, high = attack(protected, key)
            least, most = attack(blind, key)
            assert low <= max(1, least) + 1e-6
            assert high >= min(smallest - 1, most) - 1e-6


def test_the_audit_refuses_a_table_with_only_the_small_cell_hidden():
    linked = table([[50, 40], [45, 3]])
    statuses = {key: "small" if key == ("cell", "1", "1") else "shown" for key in linked.counts}
    with pytest.raises(DisclosureError, match="cell / 1 / 1 can be worked out"):
        audit(ProtectedCounts(linked, statuses, 11))


def test_a_smallest_cell_of_one_shows_everything():
    protected = protect(table([[5, 4], [1, 3]]), 1)
    assert set(protected.statuses.values()) == {"shown"}
    audit(protected)


def test_sums_that_do_not_add_up_are_refused():
    with pytest.raises(DisclosureError, match="add up to 3, not 4"):
        LinkedCounts({("all",): Count(4), ("a",): Count(3)}, ((("all",), (("a",),)),))


def test_a_sum_of_unknown_counts_is_refused():
    with pytest.raises(DisclosureError, match="aren't there"):
        LinkedCounts({("all",): Count(4)}, ((("all",), (("a",),)),))
