"""One test for all causes, in words that claim neither difference nor sameness."""

import math

import pytest

from dnoutcomes.compare.populations import ALL_TOGETHER, MAIN_EFFECT, standardised_to
from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.language import speaking
from dnoutcomes.report.facts.claim import Claim
from dnoutcomes.report.words.cause_words import (
    cause_name,
    cause_or_population,
    hidden_causes_sentence,
    interaction_sentence,
)

NO_CLAIM = Claim("causes", made=False, rate=0.01)


def test_a_small_p_value_speaks_of_all_causes_together_and_of_none_alone():
    sentence = interaction_sentence(0.0012, Claim("causes", made=True, rate=0.01))
    assert "seems to depend on the cause" in sentence
    assert "p = 0.001; below 0.01 counts" in sentence
    assert "doesn't say which cause does better" in sentence


def test_a_large_p_value_is_no_proof_of_sameness():
    sentence = interaction_sentence(0.4, NO_CLAIM)
    assert "no clear sign" in sentence
    assert "isn't proof that it is the same" in sentence


def test_the_claim_decides_and_the_line_is_said():
    """A p-value that is small in the eyes of many readers is no claim, and the sentence says why."""
    assert "no clear sign" in interaction_sentence(0.03, NO_CLAIM)
    assert "p = 0.030; below 0.01 would count" in interaction_sentence(0.03, NO_CLAIM)
    assert "below 0.002 would" in interaction_sentence(0.03, Claim("causes", made=False, rate=0.002))


def test_hidden_causes_are_named_but_not_why_each_is_hidden():
    sentence = hidden_causes_sentence(["hereditary", "not_recorded"], SmallGroups(11))
    assert sentence.endswith("hereditary and not recorded.")
    assert "fewer than 11" in sentence
    assert hidden_causes_sentence([], SmallGroups(11)) == ""


@pytest.mark.parametrize("cause", ["not_recorded", "diabetic"])
def test_the_packages_own_causes_are_said(cause, marked_language):
    with speaking(marked_language):
        assert cause_or_population({"cause": cause, "population": None}) == cause_name(cause)
        assert cause_name(cause).startswith("⟦")


@pytest.mark.parametrize("population", [MAIN_EFFECT, ALL_TOGETHER, standardised_to("cause")])
def test_a_row_of_everybody_says_whom_it_stands_for(population, marked_language):
    with speaking(marked_language):
        assert cause_or_population({"cause": None, "population": population}) == f"⟦{population}⟧"
        # A clinic's cause of that name isn't the package's word.
        assert cause_or_population({"cause": population, "population": None}) == population


def test_a_cause_that_a_plan_declares_goes_by_its_name(marked_language):
    with speaking(marked_language):
        assert cause_name("post_surgical") == "post surgical"


@pytest.mark.parametrize(("p_value", "made"), [(math.nan, False), (0.001, True), (0.5, False)])
def test_every_word_about_the_test_is_spoken(p_value, made, marked_language, unsaid):
    with speaking(marked_language):
        claim = Claim("causes", made=made, rate=0.01)
        said = (
            interaction_sentence(p_value, claim),
            hidden_causes_sentence(["diabetic", "x1"], SmallGroups(11)),
        )
    assert [word for text in said for word in unsaid(text)] == []
