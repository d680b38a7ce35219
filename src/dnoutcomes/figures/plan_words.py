"""What a plan says of a figure, in the words of readers: when a visit is, which way is better, whom it is about."""

from __future__ import annotations

from dnoutcomes.language import say, say_term
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


def better_in_words(direction: str) -> str:
    """Say which way on an upright axis is better; nothing where no way is.

    Examples
    --------
    >>> better_in_words("lower"), better_in_words("higher"), better_in_words("neither")
    ('Down is better.', 'Up is better.', '')
    """
    return {"lower": say("Down is better."), "higher": say("Up is better.")}.get(direction, "")


def outcome_title(plan: Plan, what: str) -> str:
    """Head a figure: the outcome, what is drawn of it, and its unit.

    Examples
    --------
    >>> outcome_title(Plan(), "mean change")
    'Average pain, 0 to 10 numeric rating: mean change, points'
    """
    instrument = plan.instrument
    outcome, unit = say_term(instrument.label), say_term(instrument.unit)
    return say("{outcome}: {what}, {unit}", outcome=outcome, what=what, unit=unit)


def population_of_plan(plan: Plan) -> str:
    """Say whom a figure is about.

    Examples
    --------
    >>> population_of_plan(Plan()).partition(":")[0]
    'Population'
    """
    return say("Population: {population}.", population=say_term(plan.estimand.population))
