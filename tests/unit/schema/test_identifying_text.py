import pytest

from dnoutcomes.schema.identifying_text import AS_PSEUDONYM, points_to


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (" 123-45-6789 ", "social security"),
        ("call ann@example.org", "e-mail"),
        ("+49 170 1234567", "telephone"),
        ("943 476 5919", "NHS"),
    ],
)
def test_what_points_to_a_person_is_named(text, what):
    assert what in points_to(text)


@pytest.mark.parametrize(
    "text", ["2025-01-06", "06/01/2025", "7.5", "1,001", "-99", "P001", "standard care", ""]
)
def test_ordinary_cells_are_not_taken_for_a_person(text):
    assert points_to(text) == ""


def test_two_words_are_a_name_where_a_pseudonym_is_due():
    assert points_to("Ann Smith", AS_PSEUDONYM) == "a person's name"
