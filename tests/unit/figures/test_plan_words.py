import pytest

from dnoutcomes.figures.plan_words import visit_in_words
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
