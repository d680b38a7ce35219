"""Sentences about other outcomes: every method has its own, and every rating of the registry has words."""

import pytest

from dnoutcomes.compare.outcome_scores import response_threshold
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan import Plan
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.domain_words import ROLES, error_sentence, instrument_words


@pytest.mark.parametrize(
    ("method", "words"),
    [("fixed-sequence", "in the order of the plan"), ("holm", "Holm's"), ("hochberg", "Hochberg's")],
)
def test_each_method_says_how_it_shares_the_error(method, words):
    plan = Plan(secondary_outcomes=["isi", "tug"], multiplicity=method, confidence_level=0.975)
    said = error_sentence(Setting(plan))
    assert words in said
    assert "The 3 planned outcomes" in said
    assert "at most 2.5 %" in said


def test_without_secondary_outcomes_no_error_is_shared():
    assert error_sentence(Setting(Plan())) == ""


def test_every_rating_of_the_registry_has_words_for_a_response():
    rated = {code: response_threshold(instrument) for code, instrument in INSTRUMENTS.items()}
    rated = {code: threshold for code, threshold in rated.items() if threshold}
    assert list(rated) == ["pgic"]
    for threshold in rated.values():
        assert threshold.meaning
        assert threshold.method.endswith(threshold.meaning)
        assert threshold.confidence in ("established", "provisional")


def test_every_role_has_words():
    assert set(ROLES) == {"primary", "secondary", "exploratory"}


def test_an_outcome_has_its_unit_and_its_direction():
    assert instrument_words(INSTRUMENTS["bbs"]) == "Berg Balance Scale (points, higher is better)"
    assert instrument_words(INSTRUMENTS["tug"]) == "Timed Up and Go (s, lower is better)"
