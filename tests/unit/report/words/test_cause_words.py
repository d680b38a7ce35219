"""One test for all causes, in words that claim neither difference nor sameness."""

import math

import pytest

from dnoutcomes.compare.groups import ALL_TOGETHER, MAIN_EFFECT, standardised_label
from dnoutcomes.language import speaking
from dnoutcomes.report.words.cause_words import cause_name, hidden_causes_sentence, interaction_sentence


def test_a_small_p_value_speaks_of_all_causes_together_and_of_none_alone():
    sentence = interaction_sentence(0.012, 0.95)
    assert "seems to depend on the cause" in sentence
    assert "p = 0.012" in sentence
    assert "doesn't say which cause does better" in sentence


def test_a_large_p_value_is_no_proof_of_sameness():
    sentence = interaction_sentence(0.4, 0.95)
    assert "no clear sign" in sentence
    assert "isn't proof that it is the same" in sentence


def test_the_line_between_them_is_the_plans_confidence_level():
    assert "seems to depend" in interaction_sentence(0.08, 0.90)
    assert "no clear sign" in interaction_sentence(0.08, 0.95)


def test_hidden_causes_are_named_but_not_why_each_is_hidden():
    sentence = hidden_causes_sentence(["hereditary", "not_recorded"], 11)
    assert sentence.endswith("hereditary and not recorded.")
    assert "fewer than 11" in sentence
    assert hidden_causes_sentence([], 11) == ""


@pytest.mark.parametrize(
    "group",
    ["not_recorded", "diabetic", MAIN_EFFECT, ALL_TOGETHER, standardised_label("cause")],
)
def test_the_packages_own_causes_and_the_rows_over_all_of_them_are_said(group, marked_language):
    with speaking(marked_language):
        assert cause_name(group).startswith("⟦")


def test_a_cause_that_a_plan_declares_goes_by_its_name(marked_language):
    with speaking(marked_language):
        assert cause_name("post_surgical") == "post surgical"


@pytest.mark.parametrize("p_value", [math.nan, 0.01, 0.5])
def test_every_word_about_the_test_is_spoken(p_value, marked_language, unsaid):
    with speaking(marked_language):
        said = interaction_sentence(p_value, 0.95), hidden_causes_sentence(["diabetic", "x1"], 11)
    assert [word for text in said for word in unsaid(text)] == []
