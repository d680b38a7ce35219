"""Covariance structures in words, in any language."""

from gettext import NullTranslations
from pathlib import Path

import pytest

import dnoutcomes
from dnoutcomes.language import Language, speaking
from dnoutcomes.language.extract import spoken_in
from dnoutcomes.models.covariances import toeplitz
from dnoutcomes.models.shared.fit import Attempt
from dnoutcomes.report.names import covariance_words
from dnoutcomes.report.names.covariance_words import attempt_words

ROOT = Path(dnoutcomes.__file__).parent


def test_a_structure_that_failed_is_named_with_the_reason_and_without_small_numbers():
    reason = (
        "nobody was seen at both W04 and W08, so that their covariance can't be estimated; use fewer than 10"
    )
    assert attempt_words(Attempt("toeph", False, reason)) == (
        "Heterogeneous Toeplitz: tried and left, nobody was seen at both W04 and W08, so that their covariance can't "
        "be estimated."
    )
    assert "3 rows" not in attempt_words(
        Attempt("cs", False, "more parameters than data: 2, and 3 rows beyond")
    )


# As the model words them.
@pytest.mark.parametrize(
    "reason",
    [
        "more parameters than data: 10 covariance parameters, and 3 rows beyond the coefficients",
        "the likelihood can't be evaluated at the starting value",
        "the Hessian isn't positive definite: the data don't determine all 4 covariance parameters; use fewer",
        "the search stopped while -2 logL would still fall by about 0.12; use a structure with fewer parameters",
        "nobody was seen at both W04 and W08, so that their covariance can't be estimated; use fewer",
    ],
)
def test_the_models_reasons_can_be_translated(reason):
    said = []

    class Heard(NullTranslations):
        def gettext(self, message):
            said.append(message)
            return message

    with speaking(Language("en", Heard())):
        attempt_words(Attempt("toeph", False, reason))
    places = (covariance_words.__file__, toeplitz.__file__)
    known = {spoken.english[0] for place in places for spoken in spoken_in(Path(place), ROOT)}
    assert set(said) <= known
    assert len(said) == 3
