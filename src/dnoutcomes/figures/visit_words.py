"""A visit in the words of readers."""

from __future__ import annotations

from dnoutcomes.language import say
from dnoutcomes.plan import Plan


def visit_in_words(visit: str, plan: Plan | None) -> str:
    """Say when a visit is: in weeks where the plan's day is a whole number of weeks, else by its name.

    Examples
    --------
    >>> visit_in_words("W12", Plan()), visit_in_words("discharge", None)
    ('week 12', 'discharge')
    """
    if plan is None or visit not in plan.visit_names or plan.visit(visit).day % 7:
        return visit
    return say("week {n}", n=plan.visit(visit).day // 7)
