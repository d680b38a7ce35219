"""Shares of responders in words that don't claim more than the interval."""

import math

import pytest

from dnoutcomes.plan import Plan, Responder
from dnoutcomes.report.words.responder_words import ResponderContrast, needed_words, responder_sentence
from dnoutcomes.report.words.setting import Setting

SETTING = Setting(Plan())
THIRTY = Responder(value=30, scale="percent")


def contrast(difference, low, high, **options):
    return ResponderContrast(THIRTY, 0.4 + difference, 0.4, difference, low, high, **options)


def test_more_fewer_and_not_certain_are_told_apart():
    assert responder_sentence(contrast(0.2, 0.1, 0.3), SETTING).endswith(
        "more with needling plus standard care."
    )
    assert responder_sentence(contrast(-0.2, -0.3, -0.1), SETTING).endswith(
        "fewer with needling plus standard care."
    )
    assert responder_sentence(contrast(0.1, -0.1, 0.3), SETTING).endswith("whether this is more than chance.")


def test_shares_are_given_as_people_in_a_hundred():
    assert responder_sentence(contrast(0.2, 0.1, 0.3), SETTING).startswith(
        "60 in every 100 patients with needling plus standard care had an improvement of at least 30 % of the score "
        "at the start, and 40 in every 100 with standard care alone"
    )


def test_a_hidden_share_is_called_hidden_without_a_number():
    hidden = ResponderContrast(THIRTY, *(math.nan,) * 5, hidden=True)
    sentence = responder_sentence(hidden, SETTING)
    assert "hidden" in sentence
    assert "in every 100" not in sentence


def test_a_number_needed_to_treat_across_no_difference_is_not_given():
    assert needed_words(contrast(0.1, -0.1, 0.3)) == "not certain"
    assert needed_words(contrast(0.1, 0.0, 0.3)) == "not certain"


def test_a_number_needed_to_treat_is_rounded_up_and_harm_is_called_harm():
    assert needed_words(contrast(0.3, 0.15, 0.45)) == "4 (3 to 7)"
    assert needed_words(contrast(-0.25, -0.5, -0.125)) == "to harm: 4 (2 to 8)"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_no_number_gives_a_dash(value):
    assert needed_words(ResponderContrast(THIRTY, value, 0.1, value, value, value)) == "–"
