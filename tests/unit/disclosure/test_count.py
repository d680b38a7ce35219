"""A number of patients is small or not; one of sessions never is."""

import pytest

from dnoutcomes.disclosure import Count


@pytest.mark.parametrize(("value", "small"), [(0, False), (1, True), (10, True), (11, False)])
def test_small_is_what_may_not_be_shown(value, small):
    assert Count(value).is_small(11) is small
    assert not Count(value, behind=("patients",)).is_small(11)
