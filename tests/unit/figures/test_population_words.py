"""Rows without a group in words: whom each stands for, by cause and by another grouping."""

import pytest

from dnoutcomes.compare.populations import (
    ALL_TOGETHER,
    MAIN_EFFECT,
    NEW_GROUP,
    POOLED_GROUPS,
    standardised_to,
)
from dnoutcomes.figures.population_words import population_of, population_words
from dnoutcomes.language import speaking


@pytest.mark.parametrize(
    "population", [ALL_TOGETHER, MAIN_EFFECT, NEW_GROUP, POOLED_GROUPS, standardised_to("cause")]
)
def test_populations_of_the_package_are_said(population, marked_language):
    assert population_words(population) == population
    with speaking(marked_language):
        assert population_words(population).startswith("⟦")


def test_another_grouping_is_named_with_its_label():
    population = standardised_to("nerve_status")
    assert population_words(population, "nerve_status").endswith("mix of state of the nerve")


def test_what_somebody_else_wrote_stays_as_it_is(marked_language):
    with speaking(marked_language):
        assert population_words("our ward") == "our ward"


def test_a_row_is_of_a_population_or_of_a_group():
    assert population_of({"cause": float("nan"), "population": ALL_TOGETHER}) == ALL_TOGETHER
    assert population_of({"cause": "diabetic", "population": float("nan")}) is None
    assert population_of({"cause": "diabetic"}) is None
