from collections import Counter

import pandas as pd

from dnoutcomes.deidentification.planned_days import planned_courses, planned_days
from dnoutcomes.plan import Plan

PLAN = Plan(
    baseline={"first": -28, "last": -1},
    visits=[{"name": "W04", "day": 28, "first": 20, "last": 40}, {"name": "W12", "day": 84}],
)


def test_the_baseline_stands_at_time_zero_where_its_window_holds_it():
    assert planned_days(Plan())[0] == 0
    assert planned_days(PLAN) == (-1, 28, 84)


def test_a_day_before_and_a_day_after_a_window_count_for_nothing():
    assert planned_courses(pd.Series(list("aabb")), pd.Series([-29, 19, 0, 41]), PLAN) == Counter({(): 2})


def test_days_count_for_the_visit_in_whose_window_they_lie_and_once():
    patients = pd.Series(list("aaabbc"))
    days = pd.Series([-28, 20, 40, -1, 41, 0])
    assert planned_courses(patients, days, PLAN) == Counter({(-1, 28): 1, (-1,): 1, (): 1})
