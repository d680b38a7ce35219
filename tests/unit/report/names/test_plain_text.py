"""Words joined as the language of the report joins them."""

import pytest

from dnoutcomes.language import speaking
from dnoutcomes.report.names.plain_text import join_words


@pytest.mark.parametrize(
    ("last", "joined"),
    [
        ("idiopática", "diabética e idiopática"),
        ("Índice de gravedad", "diabética e Índice de gravedad"),
        ("hinchazón", "diabética e hinchazón"),
        ("hielo", "diabética y hielo"),
        ("otra", "diabética y otra"),
    ],
)
def test_and_is_another_word_in_spanish_before_the_sound_of_i(last, joined):
    with speaking("es"):
        assert join_words(["diabética", last]) == joined


def test_english_has_one_word_for_and():
    assert join_words(["diabetic", "idiopathic"]) == "diabetic and idiopathic"
