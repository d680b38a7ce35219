"""Parts of a sum are hidden so that what a reader subtracts is always of enough patients."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.disclosure import SmallGroups, hidden_together

PARTS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from([f"P{n}" for n in range(60)]), max_size=40)
)


@given(PARTS)
def test_few_patients_are_hidden_and_what_is_hidden_is_of_enough_or_everything(parts):
    hidden = hidden_together(parts, SmallGroups(11))
    assert all(name in hidden for name, people in parts.items() if 0 < len(people) < 11)
    together = frozenset().union(*(parts[name] for name in hidden))
    assert not hidden or len(together) >= 11 or set(hidden) == {name for name in parts if parts[name]}


@given(PARTS)
def test_no_more_is_hidden_than_that_takes(parts):
    hidden = hidden_together(parts, SmallGroups(11))
    if hidden and len(parts[hidden[-1]]) >= 11:
        assert len(frozenset().union(*(parts[name] for name in hidden[:-1]))) < 11


@pytest.mark.parametrize("parts", [{}, {"none": frozenset()}])
def test_nothing_needs_no_hiding(parts):
    assert hidden_together(parts, SmallGroups(11)) == ()
