"""What follows for one count from all that is known of it and the others."""

import numpy as np
import pytest

from dnoutcomes.disclosure import Count, Limit, LinkedCounts, protect
from dnoutcomes.disclosure.system import System
from dnoutcomes.errors import DisclosureError


def test_a_count_is_what_the_others_leave(table):
    linked = table([[50, 40], [45, 3]])
    statuses = dict.fromkeys(linked.counts, "shown") | {("cell", "1", "1"): "small"}
    seen = System(linked, statuses, 11)
    assert seen.least(("cell", "1", "1")) == 3
    assert seen.most(("cell", "1", "1"), 10) == 3


def test_it_goes_no_further_than_asked_and_remembers_how_far_it_got(table, monkeypatch):
    protected = protect(table([[50, 40, 30], [45, 3, 35], [60, 70, 80]]), 11)
    seen = System(protected.linked, protected.statuses, 11)
    assert seen.most(("cell", "1", "1"), 6) == 6
    assert seen.reaches(("cell", "1", "1"), 10, upwards=True)
    monkeypatch.setattr("dnoutcomes.disclosure.system.optimum", None)
    assert seen.reaches(("cell", "1", "1"), 10, upwards=True)


def test_a_count_without_an_end_goes_up_to_where_it_is_asked():
    linked = LinkedCounts(
        {("all",): Count(30), ("a",): Count(20), ("b",): Count(10)}, ((("all",), (("a",), ("b",))),)
    )
    seen = System(linked, dict.fromkeys(linked.counts, "unprinted"), 11)
    assert (seen.least(("a",)), seen.most(("a",), 500)) == (0, 500)


def test_what_printed_numbers_say_counts_only_where_it_is_asked_for_and_shown():
    linked = LinkedCounts(
        {("sum",): Count(12, printed=False)}, (), (Limit({("sum",): 1.0}, 11.5, 12.5, ("mean",)),)
    )
    statuses = {("sum",): "unprinted"}
    assert System(linked, statuses, 11, with_sayings=True).most(("sum",), 99) == 12
    assert System(linked, statuses, 11, with_sayings=True, withheld={("mean",)}).most(("sum",), 99) == 99
    assert System(linked, statuses, 11).most(("sum",), 99) == 99


def test_a_contradiction_is_an_error():
    counts = {("a",): Count(5), ("b",): Count(5)}
    seen = System(LinkedCounts(counts, ((("a",), (("b",),)),)), {("a",): "small", ("b",): "unprinted"}, 11)
    seen.bounds[1] = 20, 30
    with pytest.raises(DisclosureError, match="contradict"):
        seen.least(("a",))


def test_a_disguise_is_taken_only_where_it_is_whole_and_keeps_bounds_and_rows(table):
    """The cells 3, 8, 2 and 6 of a table are hidden, their totals are shown: the first may be 1 to 4."""
    linked = table([[3, 8, 40], [2, 6, 30], [50, 60, 70]])
    statuses = {
        key: "small" if count.is_small(11) else "unprinted" if count.value == 0 else "shown"
        for key, count in linked.counts.items()
    }
    truth = np.array([count.value for count in linked.counts.values()], dtype=float)
    place = {key: column for column, key in enumerate(linked.counts)}

    def changed(by, *, rows_kept=True):
        numbers = truth.copy()
        for row, column, sign in (("0", "0", 1), ("0", "1", -1), ("1", "0", -1), ("1", "1", 1)):
            if rows_kept or (row, column) == ("0", "0"):
                numbers[place["cell", row, column]] += sign * by
        return numbers

    first = ("cell", "0", "0")
    for wrong in (changed(0.5), changed(1, rows_kept=False), changed(-3), changed(2)):
        seen = System(linked, statuses, 11)
        seen.learn([wrong])
        assert seen.spread(first) == 0
    seen = System(linked, statuses, 11)
    seen.learn([changed(2), changed(1), changed(-2)])
    assert (seen.lowest[place[first]], seen.highest[place[first]]) == (1, 4)
    assert (seen.least(first), seen.most(first, 10)) == (1, 4)


def test_what_one_row_rules_out_needs_no_programme(monkeypatch):
    linked = LinkedCounts(
        {("all",): Count(9), ("a",): Count(4), ("b",): Count(5)}, ((("all",), (("a",), ("b",))),)
    )
    seen = System(linked, {("all",): "shown", ("a",): "small", ("b",): "small"}, 11)
    monkeypatch.setattr("dnoutcomes.disclosure.system.optimum", None)
    assert not seen.reaches(("a",), 9, upwards=True)
    seen.learn([[9, 8, 1], [9, 1, 8]])
    assert (seen.least(("a",)), seen.most(("a",), 10)) == (1, 8)


def test_whole_numbers_are_not_looked_for_where_fractions_do_not_get_there(monkeypatch):
    """Twice a, three times b and c come to 30 together: a is 15 at most and never 16."""
    linked = LinkedCounts(
        {("a",): Count(6), ("b",): Count(4), ("c",): Count(2)},
        (),
        (Limit({("a",): 2.0, ("b",): 3.0, ("c",): 3.0}, 30.0, 30.0),),
    )
    seen = System(linked, dict.fromkeys(linked.counts, "unprinted"), 11)
    monkeypatch.setattr("dnoutcomes.disclosure.system.made_whole", None)
    assert not seen.reaches(("a",), 16, upwards=True)
    assert seen.may_be_apart(("a",), 15)
    assert not seen.may_be_apart(("b",), 11)
