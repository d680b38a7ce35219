"""One test for all causes, in words that claim neither difference nor sameness."""

from dnoutcomes.report.words.cause_words import hidden_causes_sentence, interaction_sentence


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
