"""Numbers that pass for the true ones, as cheap as can be, with few programmes."""

import numpy as np

from dnoutcomes.disclosure import Count, LinkedCounts, protect
from dnoutcomes.disclosure.disguise import Disguise, connected
from dnoutcomes.disclosure.protect import _first_statuses


def arm(name, total, parts, *, cost=1.0):
    """Patients of an arm who are made up of levels."""
    counts = {(name,): Count(total, cost=cost)}
    counts |= {(name, str(level)): Count(n, cost=1.0 + level / 10) for level, n in enumerate(parts)}
    return counts, ((name,), tuple((name, str(level)) for level in range(len(parts))))


def linked_arms(*arms):
    counts = {}
    for own, _ in arms:
        counts |= own
    return LinkedCounts(counts, tuple(total for _, total in arms))


def solved(linked, monkeypatch):
    """Withhold for every small count; return the statuses and how many programmes priced what they changed."""
    priced = []
    solve = Disguise._solve
    monkeypatch.setattr(Disguise, "_solve", lambda *given, **how: priced.append(1) or solve(*given, **how))
    disguise = Disguise(linked, _first_statuses(linked, 11), 11)
    for key, count in linked.counts.items():
        if count.is_small(11):
            disguise.withhold_for(key)
    return disguise, len(priced)


def test_what_moves_among_small_counts_costs_nothing_and_needs_no_programme_of_its_own(monkeypatch):
    """Six levels of an arm of 33 are small, and can be either end of 1 to 10 while the arm stays what it is."""
    disguise, n_priced = solved(linked_arms(arm("needling", 33, [3, 4, 9, 2, 10, 5])), monkeypatch)
    assert n_priced == 0
    assert set(disguise.statuses.values()) == {"shown", "small"}
    assert disguise.lowest[1:].tolist() == [1] * 6
    assert disguise.highest[1:].tolist() == [10] * 6


def test_a_part_of_another_arm_is_left_alone(monkeypatch):
    """One small level takes the cheapest large one of its arm with it, and nothing of the other arm."""
    linked = linked_arms(arm("needling", 60, [3, 20, 37], cost=9.0), arm("standard", 70, [30, 40], cost=9.0))
    disguise, _ = solved(linked, monkeypatch)
    withheld = {key for key, status in disguise.statuses.items() if status == "withheld"}
    assert withheld == {("needling", "1")}


def test_the_upper_end_may_need_what_the_lower_one_does_not(monkeypatch):
    """Two small levels of 2 can each be 1 by themselves, but 10 only where the large one is withheld."""
    disguise, _ = solved(linked_arms(arm("needling", 24, [2, 2, 20], cost=90.0)), monkeypatch)
    assert disguise.statuses["needling", "2"] == "withheld"
    assert disguise.highest[1] == 10


def test_what_was_withheld_for_one_count_is_free_for_the_next():
    """A dear count that went for one small count makes room for another, so that nothing else need go for that."""
    counts = {
        ("all",): Count(105, cost=900.0),
        ("dear",): Count(40, cost=400.0),
        ("rare",): Count(9),
        ("left",): Count(56, cost=800.0),
        ("large part",): Count(38, cost=100.0),
        ("small part",): Count(2),
    }
    sums = (
        (("all",), (("dear",), ("rare",), ("left",))),
        (("dear",), (("large part",), ("small part",))),
    )
    statuses = protect(LinkedCounts(counts, sums), 11).statuses
    assert {key for key, status in statuses.items() if status == "withheld"} == {("dear",)}


def test_counts_are_linked_through_those_that_are_free_to_change():
    from scipy.sparse import csr_array

    matrix = csr_array(np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0]]))
    through_all = connected(matrix, np.array([True] * 4))
    assert through_all[0] == through_all[1] == through_all[2] != through_all[3]
    without_the_middle = connected(matrix, np.array([True, False, True, True]))
    assert len(set(without_the_middle.tolist())) == 4
