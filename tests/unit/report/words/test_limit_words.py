"""Limits are said for the design at hand, and with the numbers that show how much they matter."""

import math

import pytest

from dnoutcomes.disclosure import State, StatedNumber
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.change_results import ChangeResults
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words import limit_words

OBSERVED = Setting(Plan())
RANDOMISED = Setting(Plan(design="randomised"))
OTHER_ARMS = Setting(Plan(arms=("laser", "waiting list"), reference_arm="waiting list"))


def test_an_observational_report_says_not_randomised_and_never_randomised_alone():
    text = " ".join(limit_words.design_sentences(OBSERVED))
    assert "not randomised" in text
    assert text.count("randomised") == text.count("not randomised")


def test_a_randomised_report_says_what_randomisation_does_not_mend():
    assert "left later" in " ".join(limit_words.design_sentences(RANDOMISED))


def test_the_open_comparison_is_named_in_every_report():
    for setting in (OBSERVED, RANDOMISED):
        assert "attention, expectation" in " ".join(limit_words.open_label_sentences(setting))
    assert "needl" not in " ".join(limit_words.open_label_sentences(OTHER_ARMS))


def test_the_evidence_note_belongs_to_needling_only_and_claims_nothing():
    text = " ".join(limit_words.evidence_sentences(OBSERVED))
    assert "thin" in text
    assert "no claim that needling works" in text
    assert limit_words.evidence_sentences(OTHER_ARMS) == ()


def test_the_gap_between_adjusted_and_unadjusted_is_named_when_it_matters():
    near = limit_words.adjustment_sentence(
        Effect(-1.0, 0.2, -1.4, -0.6), Effect(-1.02, 0.2, -1.4, -0.6), OBSERVED
    )
    far = limit_words.adjustment_sentence(
        Effect(-1.0, 0.2, -1.4, -0.6), Effect(-1.5, 0.2, -1.9, -1.1), OBSERVED
    )
    assert near.endswith("adjusting changes little.")
    assert "−1.50, with it −1.00" in far
    assert "not alike" in far


HIDDEN, WITHHELD = (StatedNumber.without(state) for state in (State.HIDDEN, State.WITHHELD))


def shares(*values, arms=("needling", "standard")):
    return {
        arm: value if isinstance(value, StatedNumber) else StatedNumber.of(value)
        for arm, value in zip(arms, values)
    }


def change(expected, method):
    effect = Effect(-1.9, 0.15, -2.2, -1.6)
    return ChangeResults({"needling": effect, "standard": effect}, StatedNumber.of(expected), method)


def test_change_within_a_group_comes_with_what_was_to_be_expected_and_the_placebo_benchmark():
    text = " ".join(limit_words.before_after_sentences(change(-0.7, "reference arm"), OBSERVED))
    assert "not the effect of its treatment" in text
    assert "A change of about −0.70 points was to be expected" in text
    assert "−1.54" in text


def test_an_unknown_expectation_is_left_out_and_the_warning_stays():
    text = " ".join(limit_words.before_after_sentences(change(math.nan, ""), OBSERVED))
    assert "to be expected of" not in text
    assert "not the effect of its treatment" in text


def test_missing_scores_are_counted_or_called_hidden():
    both = limit_words.missing_sentence(shares(0.26, 0.33), "W12", OBSERVED)
    one = limit_words.missing_sentence(shares(HIDDEN, 0.33), "W12", OBSERVED)
    none = limit_words.missing_sentence(shares(HIDDEN, WITHHELD), "W12", OBSERVED)
    assert "26 % with needling plus standard care and 33 %" in both
    assert "a number that is hidden with needling" in one
    assert "is not shown" in none
    assert "few" not in none
    assert "Every patient" in limit_words.missing_sentence(shares(0.0, 0.0), "W12", OBSERVED)


@pytest.mark.parametrize("setting", [OBSERVED, RANDOMISED, OTHER_ARMS])
@pytest.mark.parametrize("method", ["reference arm", "population mean", "eligibility cut"])
def test_every_word_about_limits_is_spoken(setting, method, marked_language, unsaid):
    effect = Effect(-1.0, 0.2, -1.4, -0.6)
    change = ChangeResults(dict.fromkeys(setting.plan.arms, effect), StatedNumber.of(-0.8), method)
    first, second = setting.plan.arms
    missing = [
        shares(*pair, arms=(first, second))
        for pair in ((0.2, HIDDEN), (0.0, 0.0), (1.0, 0.1), (HIDDEN, HIDDEN))
    ]
    with speaking(marked_language):
        said = [
            *limit_words.open_label_sentences(setting),
            *limit_words.design_sentences(setting),
            *limit_words.before_after_sentences(change, setting),
            *limit_words.evidence_sentences(setting),
            *(limit_words.missing_sentence(share, "W12", setting) for share in missing),
            limit_words.adjustment_sentence(effect, Effect(-2.0, 0.2, -2.4, -1.6), setting),
            limit_words.adjustment_sentence(effect, effect, setting),
        ]
    assert [word for text in said for word in unsaid(text)] == []


def test_evidence_on_neuropathy_is_not_told_of_other_causes():
    headache = Plan(causes=["migraine", "tension_type"])
    assert limit_words.evidence_sentences(Setting(Plan()))
    assert limit_words.evidence_sentences(Setting(headache)) == ()
