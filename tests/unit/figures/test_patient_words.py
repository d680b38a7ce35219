import pytest

from dnoutcomes.figures.patient_words import patients
from dnoutcomes.language import speaking


@pytest.mark.parametrize("n", [0, 1, 12.0, float("nan")])
def test_every_number_is_said(n, marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(patients(n)) == []


def test_one_patient_is_one():
    assert [patients(n) for n in (0, 1, 2)] == ["0 patients", "1 patient", "2 patients"]
