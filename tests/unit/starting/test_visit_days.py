import numpy as np
import pytest

from dnoutcomes.starting.visit_days import visits_of


def test_groups_of_days_are_visits_by_their_weeks():
    rng = np.random.default_rng(1)
    days = [0.0] * 40 + [week * 7 + rng.integers(-3, 4) for week in (4, 12, 26) for _ in range(40)]
    assert [visit["name"] for visit in visits_of(days, 40)] == ["W04", "W12", "W26"]


def test_days_far_from_whole_weeks_keep_their_own():
    assert visits_of([30] * 9 + [180] * 9, 9) == [{"name": "W04", "day": 28}, {"name": "W26", "day": 182}]
    assert visits_of([3] * 9, 9) == [{"name": "D003", "day": 3}]


@pytest.mark.parametrize("days", [[], [0, 0], list(range(1, 200)), list(range(5, 60, 3)) * 3])
def test_days_without_gaps_are_no_visits(days):
    assert visits_of(days, 30) == []


def test_a_visit_of_few_patients_isnt_planned_beside_others():
    days = [28] * 40 + [84] * 40 + [140, 140]
    assert [visit["day"] for visit in visits_of(days, 40)] == [28, 84]
