"""Sums that don't add up, or name what isn't there, are mistakes of the report and refused."""

import pytest

from dnoutcomes.disclosure import Count, LinkedCounts
from dnoutcomes.errors import DisclosureError


def test_sums_that_do_not_add_up_are_refused():
    with pytest.raises(DisclosureError, match="add up to 3, not 4"):
        LinkedCounts({("all",): Count(4), ("a",): Count(3)}, ((("all",), (("a",),)),))


def test_a_sum_of_unknown_counts_is_refused():
    with pytest.raises(DisclosureError, match="aren't there"):
        LinkedCounts({("all",): Count(4)}, ((("all",), (("a",),)),))


def test_the_equations_are_zero_at_the_counts(table):
    linked = table([[50, 40], [45, 3]])
    values = [count.value for count in linked.counts.values()]
    assert not (linked.equations() @ values).any()
