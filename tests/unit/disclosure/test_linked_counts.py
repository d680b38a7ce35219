"""Sums that don't add up, or name what isn't there, are mistakes of the report and refused."""

import pytest

from dnoutcomes.disclosure import Count, LinkedCounts, no_more_than, rounded_mean
from dnoutcomes.errors import DisclosureError


def test_sums_that_do_not_add_up_are_refused():
    with pytest.raises(DisclosureError, match="add up to 3, not 4"):
        LinkedCounts({("all",): Count(4), ("a",): Count(3)}, ((("all",), (("a",),)),))


def test_a_sum_of_unknown_counts_is_refused():
    with pytest.raises(DisclosureError, match="aren't there"):
        LinkedCounts({("all",): Count(4)}, ((("all",), (("a",),)),))


def test_a_limit_that_does_not_hold_or_names_an_unknown_count_is_refused():
    counts = {("events",): Count(4, behind=("patients",)), ("patients",): Count(3)}
    LinkedCounts(counts, (), (no_more_than(("patients",), ("events",)),))
    with pytest.raises(DisclosureError, match="but it is 1"):
        LinkedCounts(counts, (), (no_more_than(("events",), ("patients",)),))
    with pytest.raises(DisclosureError, match="aren't there"):
        LinkedCounts(counts, (), (no_more_than(("patients",), ("sessions",)),))


def test_what_is_said_by_printed_numbers_is_listed_once():
    counts = {("sum",): Count(12, behind=("n",)), ("n",): Count(5)}
    limits = rounded_mean(("sum",), ("n",), 2.4, 0.05, ("mean",), cost=3.0)
    assert LinkedCounts(counts, (), limits).sayings == {("mean",): 3.0}
