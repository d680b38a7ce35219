"""The rate of error of the first page, in words."""

import pytest

from dnoutcomes.language import speaking
from dnoutcomes.report.claim import Claim
from dnoutcomes.report.words.family_words import family_sentence


def claims(*rates):
    return tuple(Claim("difference", made=False, rate=rate) for rate in rates)


@pytest.mark.parametrize(
    ("rates", "share"),
    [((0.05, 0.0, 0.01, 0.01, 0.01, 0.01), "9 %"), ((0.01, 0.002), "1.2 %"), ((1 - 0.975, 0.005), "3 %")],
)
def test_rates_add_up(rates, share):
    assert f"at most {share} of such pages" in family_sentence(claims(*rates))


def test_a_page_that_can_claim_nothing_says_nothing_of_errors():
    assert family_sentence(claims(0.0, 0.0)) == ""


def test_every_word_is_spoken(marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(family_sentence(claims(0.05))) == []
