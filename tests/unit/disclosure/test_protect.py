"""Every small count must stay as open as "1 to 10" under an attack that knows all that is shown."""

import numpy as np
import pytest

from dnoutcomes.disclosure import Count, LinkedCounts, ProtectedCounts, State, audit, protect, withhold_all
from dnoutcomes.disclosure.gate import verdict_on


def test_a_lone_small_cell_takes_a_second_one_with_it_in_its_row_and_column(table, attack):
    protected = protect(table([[50, 40, 30], [45, 3, 35], [60, 70, 80]]), 11)
    assert protected.statuses["cell", "1", "1"] == "small"
    assert attack(protected, ("cell", "1", "1")) == (1, 10)
    withheld = {key for key, status in protected.statuses.items() if status == "withheld"}
    assert len(withheld) == 3, "a rectangle of four cells is the least that protects one"
    assert all(key[0] == "cell" for key in withheld), "totals cost more than cells"


def test_a_total_of_small_groups_that_would_tell_how_large_they_are_at_most_is_withheld(attack):
    """Of eleven patients in three groups none has more than nine; groups below eleven stay open up to ten."""
    parts = {("a",): Count(2), ("b",): Count(4), ("c",): Count(5)}
    protected = protect(LinkedCounts({("all",): Count(11), **parts}, ((("all",), tuple(parts)),)), 11)
    assert protected.statuses["all",] == "withheld"
    assert all(attack(protected, key) == (1, 10) for key in parts)


def test_what_few_patients_had_is_withheld_and_what_many_had_is_shown():
    counts = {
        ("few",): Count(3), ("sessions of few",): Count(25, behind=("few",)),
        ("many",): Count(40), ("sessions of many",): Count(210, behind=("many",)),
    }  # fmt: skip
    protected = protect(LinkedCounts(counts, ()), 11)
    assert protected.statuses["sessions of few",] == "withheld"
    assert protected.statuses["sessions of many",] == "shown"


def test_zero_is_shown_and_not_used_as_a_hiding_place(table, attack):
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


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("smallest", [5, 11])
def test_no_attack_narrows_a_small_cell_of_random_tables(seed, smallest, table, attack):
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


def test_a_smallest_cell_of_one_shows_everything(table):
    protected = protect(table([[5, 4], [1, 3]]), 1)
    assert set(protected.statuses.values()) == {"shown"}
    audit(protected)


def test_counts_of_another_report_tell_nothing_but_who_is_nobody():
    counts = {("here",): Count(40), ("there",): Count(3), ("nowhere",): Count(0)}
    untold = withhold_all(LinkedCounts(counts, ()), 11)
    assert [untold.state(key) for key in counts] == [State.WITHHELD, State.HIDDEN, State.ZERO]
    assert verdict_on([("here",)], untold).fewest == 11, "a large one can be as few as may be shown"
    assert verdict_on([("here",), ("there",)], untold).state is State.HIDDEN
    open_to_all = withhold_all(LinkedCounts(counts, ()), 1)
    assert [open_to_all.value(key) for key in counts] == [40, 3, 0]
