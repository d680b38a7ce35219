"""Days of encounters as the planned visits that they count for, which is how a plan's reader would count them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.deidentification.linking import Course

if TYPE_CHECKING:
    from dnoutcomes.plan import BaselineRule, Plan


def day_of_baseline(rule: BaselineRule) -> int:
    """Return the day that stands for a baseline: time zero, or the end of the window where that lies elsewhere.

    Examples
    --------
    >>> from dnoutcomes.plan import BaselineRule
    >>> day_of_baseline(BaselineRule()), day_of_baseline(BaselineRule(first=-28, last=-7))
    (0, -7)
    """
    return 0 if rule.first <= 0 <= rule.last else rule.last


def planned_days(plan: Plan) -> tuple[int, ...]:
    """Return the days of the baseline and of the planned visits in time order.

    Examples
    --------
    >>> from dnoutcomes.plan import Plan
    >>> planned_days(Plan())
    (0, 14, 28, 56, 84, 168)
    """
    return (day_of_baseline(plan.baseline), *(visit.day for visit in plan.visits))


def planned_courses(patients: pd.Series, days: pd.Series, plan: Plan) -> Counter[Course]:
    """Count patients by the planned visits in whose windows they have a day.

    Parameters
    ----------
    patients, days : pandas.Series
        One per encounter that has a score.
    plan : Plan

    Returns
    -------
    Counter of tuple of int
        Planned days of a patient in order, and how many patients have them.

    Examples
    --------
    >>> from dnoutcomes.plan import Plan
    >>> planned_courses(pd.Series(["a", "a", "a", "b"]), pd.Series([-3, 13, 99, 1000]), Plan())
    Counter({(0, 14, 84): 1, (): 1})
    """
    windows = [
        (plan.baseline.first, plan.baseline.last),
        *((visit.first, visit.last) for visit in plan.visits),
    ]
    seen = pd.DataFrame(
        {
            day: days.between(first, last).groupby(patients).any()
            for day, (first, last) in zip(planned_days(plan), windows)
        }
    )
    return Counter(
        tuple(int(day) for day, came in zip(seen.columns, row) if came)
        for row in seen.itertuples(index=False, name=None)
    )
