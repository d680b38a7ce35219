import pytest

from dnoutcomes.figures.plan_words import better_in_words, outcome_title, population_of_plan, visit_in_words
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan

MONTHS = Plan(visits=({"name": "12 months", "day": 365},))


@pytest.mark.parametrize(
    ("visit", "plan", "words"),
    [
        ("W12", Plan(), "week 12"),
        ("12 months", MONTHS, "12 months"),
        ("W99", Plan(), "W99"),
        ("W12", None, "W12"),
    ],
)
def test_words(visit, plan, words):
    assert visit_in_words(visit, plan) == words


def test_a_plan_heads_a_figure_says_which_way_is_better_and_whom_it_is_about(marked_language):
    plan = Plan(outcome="bbs", visits=({"name": "W4", "day": 28},))
    assert better_in_words(plan.instrument.direction) == "Up is better."
    assert better_in_words("") == ""
    assert outcome_title(plan, "mean") == f"{plan.instrument.label}: mean, {plan.instrument.unit}"
    assert population_of_plan(plan) == f"Population: {plan.estimand.population}."
    with speaking(marked_language):
        for words in (better_in_words("lower"), outcome_title(plan, "mean"), population_of_plan(plan)):
            assert words.startswith("⟦")
