"""The rate of error of the first page, in words."""

import pytest

from dnoutcomes.language import speaking
from dnoutcomes.report.facts.claim import Claim
from dnoutcomes.report.facts.first_page_claims import MARKED
from dnoutcomes.report.words.family_words import family_method, family_sentence

NAMES = ("difference", "responders", "causes", *MARKED)


def claims(*rates):
    return tuple(Claim("difference", made=False, rate=rate) for rate in rates)


def page(causes=0.01, charts=0.01):
    rates = (0.05, 0.0, causes, *(charts,) * len(MARKED))
    return tuple(Claim(name, made=False, rate=rate) for name, rate in zip(NAMES, rates))


@pytest.mark.parametrize(
    ("rates", "share"),
    [((0.05, 0.0, 0.01, 0.01, 0.01, 0.01), "9 %"), ((0.01, 0.002), "1.2 %"), ((1 - 0.975, 0.005), "3 %")],
)
def test_rates_add_up(rates, share):
    assert f"at most {share} of such pages" in family_sentence(claims(*rates))


def test_the_rate_holds_only_if_those_who_treat_do_equally_well_where_errors_are_by_patient():
    said = family_sentence(claims(0.05), "therapists")
    assert "and therapists do equally well, at most 5 % of such pages" in said
    assert "therapists do equally well" in family_method(page(), 0.95, "therapists")
    assert "equally well" not in family_method(page(), 0.95)
    assert family_sentence(claims(0.0), "therapists") == ""


def test_a_page_that_can_claim_nothing_says_nothing_of_errors():
    assert family_sentence(claims(0.0, 0.0)) == ""


def test_the_methods_name_the_rule_of_every_claim_that_the_page_could_make():
    said = family_method(page(), 0.95)
    assert "the 95 % interval of the headline" in said
    assert "p below 0.01" in said
    assert "signal in the last three months" in said
    assert "at most 9 % of such pages" in said


def test_a_rule_for_what_the_page_cannot_say_is_left_out():
    said = family_method(page(causes=0.0, charts=0.0), 0.95)
    assert "depends on the cause" not in said
    assert "control chart" not in said
    assert "at most 5 % of such pages" in said


def test_every_word_is_spoken(marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(family_sentence(claims(0.05), "⟦units⟧")) == []
        assert unsaid(family_sentence(claims(0.05))) + unsaid(family_method(page(), 0.95)) == []
