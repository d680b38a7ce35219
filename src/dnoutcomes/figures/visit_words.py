"""A visit in the words of readers."""

from __future__ import annotations

from dnoutcomes.plan import Plan


def visit_in_words(visit: str, plan: Plan | None) -> str:
    """Say when a visit of a plan is; one that no plan has is called by its name.

    Examples
    --------
    >>> visit_in_words("W12", Plan()), visit_in_words("discharge", None)
    ('week 12', 'discharge')
    """
    if plan is None or visit not in plan.visit_names:
        return visit
    return plan.visit(visit).words
