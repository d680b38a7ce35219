"""Outcomes in the middle of a sentence."""

import pytest

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import speaking
from dnoutcomes.plan import DeclaredInstrument, Plan
from dnoutcomes.report.names.outcome_words import outcome_in_words

OUTCOMES = [item.code for item in INSTRUMENTS.values() if item.is_outcome]


def test_every_outcome_of_the_registry_has_a_phrase_and_nothing_else_has():
    assert [item.code for item in INSTRUMENTS.values() if item.phrase] == OUTCOMES


@pytest.mark.parametrize("code", OUTCOMES)
def test_no_name_loses_its_capital(code):
    words = outcome_in_words(Plan(outcome=code)).split(" (")[0]
    first = INSTRUMENTS[code].label.split()[0]
    # A label that starts with a name or an acronym keeps it; one that starts with a common word is in small letters.
    assert words[0].islower() or words.split()[0] == first


def test_an_instrument_that_the_plan_declares_goes_by_its_own_label_even_under_a_known_code():
    declared = DeclaredInstrument(
        label="Pain at rest, 0 to 10", direction="lower", minimum=0, maximum=10, percent_change=True
    )
    assert outcome_in_words(Plan(outcome="pain_nrs", instruments={"pain_nrs": declared})) == "pain at rest"


def test_marks_that_cannot_be_seen_are_shown_in_a_declared_label():
    declared = DeclaredInstrument(label="walk\u202eing", direction="higher")
    assert outcome_in_words(Plan(outcome="x", instruments={"x": declared})) == "walk\ufffding"


def test_a_declared_label_is_never_taken_for_a_message():
    declared = DeclaredInstrument(label="Share {n} of falls", direction="lower")
    with speaking("es"):
        assert "share {n} of falls" in outcome_in_words(Plan(outcome="x", instruments={"x": declared}))
