from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification.linking import Linking, link_by_days

COURSES = st.lists(st.tuples(st.integers(0, 3), st.integers(4, 6)), min_size=1, max_size=20).map(Counter)


def test_who_is_alone_in_both_is_found():
    original = Counter({(0, 28): 1, (0, 29): 1, (0, 30): 3, (0, 31): 4})
    table = Counter({(0, 28): 1, (0, 30): 2, (0, 31): 1})
    assert link_by_days(table, [original]) == Linking(4, 1, 1 + 2 / 3 + 1 / 4)


def test_days_that_nobody_of_the_original_had_find_nobody():
    assert link_by_days(Counter({(0, 28): 1}), [Counter({(0, 27): 1})]) == Linking(1, 0, 0.0)


def test_the_way_of_counting_days_that_finds_most_is_told():
    table = Counter({(0, 28): 1})
    exact, planned = Counter({(1, 27): 1}), Counter({(0, 28): 1})
    assert link_by_days(table, [exact, planned]).n_linked == 1


@given(COURSES)
def test_of_a_table_with_the_originals_days_as_many_are_expected_as_there_are_courses(courses):
    found = link_by_days(courses, [courses])
    assert round(found.n_expected, 9) == len(courses)
    assert found.n_linked == sum(n == 1 for n in courses.values())
