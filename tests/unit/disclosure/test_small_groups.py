"""Which numbers of patients are too few, and what goes with them."""

import pytest

from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.disclosure.small_groups import hide_last_of_its_kind, with_complements
from dnoutcomes.plan import Plan


@pytest.mark.parametrize(
    ("n", "is_small"), [(0, False), (1, True), (4, True), (5, False), (float("nan"), False)]
)
def test_nobody_is_no_small_group_and_the_smallest_cell_is_none(n, is_small):
    assert SmallGroups(5).holds(n) == is_small


def test_one_small_number_among_large_ones_is_enough():
    """A row is small where one of its arms is, not only where all are."""
    assert SmallGroups(5).holds(60, 3, 17)
    assert not SmallGroups(5).holds(60, 5, 0)
    assert not SmallGroups(5).holds()


def test_nobody_is_not_enough():
    small = SmallGroups(5)
    assert [small.are_enough(n) for n in (0, 4, 5, 6)] == [False, False, True, True]


def test_a_plan_says_which_groups_are_small():
    small = Plan(smallest_cell=4).small_groups
    assert (small, small.largest, small.exist) == (SmallGroups(4), 3, True)
    nothing = Plan(smallest_cell=1).small_groups
    assert not nothing.exist
    assert not nothing.holds(1)


def test_levels_are_kept_in_the_order_in_which_they_would_be_missed():
    """40 patients, of whom 30 reach 1, 28 reach 2 and 12 reach 3: 1 and 2 are two apart, so one of them goes."""
    reached = {1: 30, 2: 28, 3: 12}
    small = SmallGroups(8)
    assert small.steps_kept([1, 2, 3], 40, reached.get) == [1, 3]
    assert small.steps_kept([2, 1, 3], 40, reached.get) == [2, 3]
    # The rest is a group too: 12 are not 16, and 40 less 28 are not 13.
    assert SmallGroups(13).steps_kept([2, 3], 40, reached.get) == []
    assert SmallGroups(1).steps_kept([1, 2, 3], 40, reached.get) == [1, 2, 3]


def test_what_would_follow_by_subtraction_goes_with_what_is_small():
    n = {"a": 3, "b": 20, "c": 6, "d": 50}

    def of_few(names):
        return sum(n[name] for name in names) < 30

    assert with_complements(["a", "c"], ["b", "d"], of_few) == ["a", "c", "b", "d"]
    assert with_complements(["b", "c"], ["d"], lambda names: sum(n[name] for name in names) < 20) == [
        "b",
        "c",
    ]
    assert with_complements([], ["b", "d"], of_few) == []
    assert with_complements(["a"], [], of_few) == ["a"]


def test_one_hidden_group_never_stays_alone():
    assert hide_last_of_its_kind({"a": 90, "b": 30}, {"c"}) == {"b", "c"}
    assert hide_last_of_its_kind({"a": 90, "b": 30}, {"c", "d"}) == {"c", "d"}
    assert hide_last_of_its_kind({"a": 90}, set()) == set()
    assert hide_last_of_its_kind({}, {"c"}) == {"c"}
    assert hide_last_of_its_kind({"b": 30, "a": 30, "z": 90}, ["c"]) == {"a", "c"}, "ties go by name"
