"""Shares of responders in words that don't claim more than the interval."""

import math

import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan, Responder
from dnoutcomes.report.facts.claim import Claim
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.responder_words import needed_cell, responder_sentence, threshold_label

SETTING = Setting(Plan(design="randomised"))
CLINIC = Setting(Plan(design="observational"))
THIRTY = Responder(value=30, scale="percent")
MADE, NOT_MADE = (Claim("responders", made=made, rate=0.0) for made in (True, False))


def contrast(difference, low, high, **options):
    return ResponderContrast(THIRTY, 0.4 + difference, 0.4, difference, low, high, **options)


def test_the_conclusion_is_never_from_the_counts_by_lot_or_not():
    """With more of one arm unseen the counts differ without any effect."""
    doubt = Effect(0.01, 0.05, -0.09, 0.11)
    for setting in (SETTING, CLINIC):
        said = responder_sentence(contrast(0.2, 0.1, 0.3, concluded=doubt), NOT_MADE, setting)
        assert said.endswith("whether this is more than chance.")
        assert ": more with" not in said


def test_what_becomes_of_the_unseen_is_said_with_every_conclusion():
    effect = Effect(0.12, 0.04, 0.04, 0.2)
    foretold, left_out = (
        responder_sentence(contrast(0.2, 0.1, 0.3, concluded=effect, unseen=unseen), MADE, CLINIC)
        for unseen in ("foretold", "left out")
    )
    assert "who wasn't seen: as earlier scores foretell" in foretold
    assert "who wasn't seen: left out" in left_out


def test_shares_are_given_as_people_in_a_hundred():
    assert responder_sentence(contrast(0.2, 0.1, 0.3), NOT_MADE, SETTING).startswith(
        "60 in every 100 patients with needling plus standard care had an improvement of at least 30 % of the score "
        "at the start, and 40 in every 100 with standard care alone"
    )


def test_a_hidden_share_is_called_hidden_without_a_number():
    hidden = ResponderContrast.without(THIRTY, State.HIDDEN)
    sentence = responder_sentence(hidden, NOT_MADE, SETTING)
    assert "is not shown" in sentence
    assert "few" not in sentence
    assert "in every 100" not in sentence


def test_counted_shares_of_a_clinic_are_called_unadjusted_and_conclude_nothing():
    said = responder_sentence(contrast(0.2, 0.1, 0.3, concluded=Effect(0.12, 0.04, 0.04, 0.2)), MADE, CLINIC)
    assert "as counted, no later score being no response, and not adjusted. Adjusted" in said
    assert "it is 12 more in every 100 with needling plus standard care (95 % interval: 4 more to 20" in said
    assert ": more with" not in said


def test_an_adjusted_difference_that_may_be_none_settles_nothing_however_far_apart_the_counts_are():
    said = responder_sentence(
        contrast(0.2, 0.1, 0.3, concluded=Effect(0.05, 0.05, -0.05, 0.15)), NOT_MADE, CLINIC
    )
    assert "5 fewer to 15 more; " in said
    assert said.endswith("; the data don't tell whether this is more than chance.")


def test_an_adjusted_harm_is_called_fewer():
    said = responder_sentence(
        contrast(0.2, 0.1, 0.3, concluded=Effect(-0.1, 0.02, -0.14, -0.06)), MADE, CLINIC
    )
    assert "10 fewer in every 100 with needling plus standard care" in said
    assert "14 fewer to 6 fewer; " in said


def test_without_an_adjusted_difference_a_clinic_is_told_that_shares_cannot_be_compared():
    assert responder_sentence(contrast(0.2, 0.1, 0.3), NOT_MADE, CLINIC).endswith(
        "so the shares can't be compared."
    )


def test_a_difference_under_half_a_patient_in_a_hundred_is_no_difference():
    said = responder_sentence(
        contrast(0.0, -0.1, 0.1, concluded=Effect(0.001, 0.05, -0.1, 0.102)), NOT_MADE, CLINIC
    )
    assert "it is about as many in every 100" in said


def test_an_interval_without_zero_that_the_headline_does_not_bear_out_is_no_finding():
    effect = Effect(0.12, 0.04, 0.04, 0.2)
    made, not_made = (
        responder_sentence(contrast(0.2, 0.1, 0.3, concluded=effect), claim, CLINIC)
        for claim in (MADE, NOT_MADE)
    )
    assert made.endswith("foretell), more than chance.")
    assert not_made.endswith(
        "as the main comparison doesn't say the same, this isn't taken for more than chance."
    )


def test_a_number_needed_to_treat_is_given_only_where_more_responders_are_claimed():
    assert needed_cell(Effect(0.1, 0.1, -0.1, 0.3), NOT_MADE) == "not certain"
    assert needed_cell(Effect(0.2, 0.05, 0.1, 0.3), NOT_MADE) == "not certain"


def test_a_number_needed_to_treat_is_rounded_up_and_harm_is_called_harm():
    assert needed_cell(Effect(0.3, 0.1, 0.15, 0.45), MADE) == "4 (3 to 7)"
    assert needed_cell(Effect(-0.25, 0.1, -0.5, -0.125), MADE) == "to harm: 4 (2 to 8)"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_no_number_gives_a_dash(value):
    assert needed_cell(Effect(value, value, value, value), NOT_MADE) == "–"


@pytest.mark.parametrize("claim", [MADE, NOT_MADE], ids=["claimed", "not claimed"])
@pytest.mark.parametrize("setting", [SETTING, CLINIC], ids=["randomised", "observational"])
@pytest.mark.parametrize(
    "found",
    [
        contrast(0.2, 0.1, 0.3, concluded=Effect(0.12, 0.04, 0.04, 0.2)),
        contrast(-0.2, -0.3, -0.1, concluded=Effect(0.001, 0.05, -0.1, 0.102), unseen="left out"),
        contrast(0.1, -0.1, 0.3),
        ResponderContrast.without(THIRTY, State.NOT_ESTIMABLE),
        ResponderContrast.without(Responder(value=2, scale="points"), State.HIDDEN),
    ],
)
def test_every_word_about_responders_is_spoken(found, setting, claim, marked_language, unsaid):
    with speaking(marked_language):
        text = responder_sentence(found, claim, setting)
        needed = needed_cell(found.concluded, claim)
    assert unsaid(text) + unsaid(needed) == []


@pytest.mark.parametrize("setting", [SETTING, CLINIC], ids=["randomised", "observational"])
@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "Nobody in either group had an improvement of at least 30 % of the score at the start."),
        (1.0, "Everybody in both groups had an improvement of at least 30 % of the score at the start."),
    ],
)
def test_nobody_and_everybody_are_no_shares_in_a_hundred(setting, share, said):
    assert (
        responder_sentence(ResponderContrast(THIRTY, share, share, 0.0, -0.05, 0.05), NOT_MADE, setting)
        == said
    )


@pytest.mark.parametrize(
    ("outcome", "responder", "label"),
    [
        ("pain_nrs", THIRTY, "30 %"),
        ("pain_nrs", Responder(value=1, scale="points"), "1 point"),
        ("tug", Responder(value=2.5, scale="points"), "2.5 s"),
        ("eq5d_index", Responder(value=0.1, scale="points"), "0.1"),
    ],
)
def test_a_threshold_has_the_unit_of_its_outcome(outcome, responder, label):
    assert threshold_label(responder, Setting(Plan(outcome=outcome))) == label
