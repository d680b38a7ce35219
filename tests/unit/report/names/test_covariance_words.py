"""Covariance structures in words, in any language."""

from pathlib import Path

import pytest

import dnoutcomes
from dnoutcomes.language import speaking
from dnoutcomes.language.extract import spoken_in
from dnoutcomes.models.mmrm import convergence, path
from dnoutcomes.models.mmrm.convergence import UNSEEN, UNSEEN_IN_A_GROUP
from dnoutcomes.models.shared.fit import Attempt, LeavingCause
from dnoutcomes.report.names.covariance_words import attempt_words

ROOT = Path(dnoutcomes.__file__).parent


FEWER = LeavingCause("more parameters than data", detail=": 10 covariance parameters, and 3 rows beyond")
UNSEEN_PAIR = LeavingCause(UNSEEN, {"one": "W04", "other": "W08"}, "; use fewer than 10")


def left(*causes):
    return Attempt("toeph", False, "; ".join(map(str, causes)), causes=causes)


def test_a_structure_that_failed_is_named_with_the_gravest_cause_and_without_small_numbers():
    assert attempt_words(left(UNSEEN_PAIR, FEWER)) == (
        "Heterogeneous Toeplitz: tried and left, nobody was seen at both W04 and W08, so that their covariance can't "
        "be estimated."
    )
    assert attempt_words(left(FEWER)) == "Heterogeneous Toeplitz: tried and left, more parameters than data."


def test_names_from_the_data_may_hold_marks_and_are_made_harmless():
    strange = LeavingCause(UNSEEN_IN_A_GROUP, {"group": "{x}: a; b", "one": "W\u202e4", "other": "W08"})
    assert "nobody of {x}: a; b was seen at both W\ufffd4 and W08, so" in attempt_words(left(strange))


# Every sentence with which the model can leave a structure, taken from its own code.
CAUSES = [
    spoken.english[0] for module in (convergence, path) for spoken in spoken_in(Path(module.__file__), ROOT)
]


@pytest.mark.parametrize("sentence", CAUSES)
def test_every_cause_has_spanish(sentence):
    parts = {name: f"<{name}>" for name in ("one", "other", "group", "gain") if f"{{{name}}}" in sentence}
    english = attempt_words(left(LeavingCause(sentence, parts)))
    with speaking("es"):
        spanish = attempt_words(left(LeavingCause(sentence, parts)))
    assert all(part in spanish for part in parts.values())
    assert sentence.format_map(parts) in english
    assert sentence.format_map(parts) not in spanish


def test_all_causes_are_read_from_the_code():
    assert len(CAUSES) == 8
