"""Adverse events in words: none isn't no risk, few is hidden, and the groups aren't set against each other."""

import math

import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.safety_results import EventRate, EventShare, SafetyResults
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.safety_words import no_comparison_sentence, rate_sentence, serious_sentence

SETTING = Setting(Plan())


RATES = (EventRate("all events", 745, 25.2, 23.4, 27.1),)


def results(*shares, rates=RATES, n=2955, state=State.SHOWN):
    return SafetyResults(n, rates, (), shares, state)


def test_a_rate_has_its_interval_and_its_sessions():
    said = rate_sentence(results(), SETTING)
    assert "2,955 attended sessions" in said
    assert "25.2 (23.4 to 27.1) per 100 sessions (95 % interval)" in said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.NOT_RECORDED, "The file has no session with needling plus standard care that took place"),
        (State.HIDDEN, "is not shown, to protect small groups"),
        (State.WITHHELD, "is not shown, to protect small groups"),
    ],
)
def test_why_there_is_no_rate_is_said_and_nothing_else(state, said):
    sentence = rate_sentence(results(rates=(), n=0, state=state), SETTING)
    assert said in sentence
    assert ("small groups" in sentence) == (state is not State.NOT_RECORDED)


def test_none_leaves_room_for_a_risk():
    said = serious_sentence(results(EventShare("serious", "standard", 0.0, 0.0, 0.02)), SETTING)
    assert "no serious event was recorded" in said
    assert "risk of up to 2 %" in said


def test_few_are_hidden_and_many_are_told():
    few = serious_sentence(
        results(EventShare("serious", "needling", *(math.nan,) * 3, state=State.HIDDEN)), SETTING
    )
    assert "is not shown" in few
    # Nothing follows from a hidden number about whether anybody had one.
    assert "some patients" not in few
    many = serious_sentence(results(EventShare("serious", "needling", 0.12, 0.08, 0.17)), SETTING)
    assert "12 % of the patients had a serious event" in many


def test_the_groups_are_not_compared():
    assert no_comparison_sentence(SETTING).startswith("The groups aren't compared")
