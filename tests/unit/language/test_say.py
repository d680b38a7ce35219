"""What is said in English, in Spanish, and where there are no words."""

from dnoutcomes.language import say, say_count, say_number, say_term, speaking, term
from dnoutcomes.language.in_force import in_force


def test_english_is_what_stands_in_the_code():
    assert say("{n} of {total}", n=3, total="1,200") == "3 of 1,200"
    assert say("braces {stay} where nothing fills them") == "braces {stay} where nothing fills them"
    assert term("week") == "week"


def test_a_language_says_what_it_has_words_for_and_the_rest_in_english():
    with speaking("es"):
        assert say_term("standard care alone") == "atención habitual sola"
        assert say_term("North clinic") == "North clinic"
        assert say_term("") == ""
    assert say_term("standard care alone") == "standard care alone"


def test_numbers_follow_the_language():
    with speaking("es"):
        assert (say_number(16.44), say_number(12000)) == ("16,44", "12.000")
        assert say_count("{n} row", "{n} rows", 12000) == "12.000 filas"
    with speaking("es-MX"):
        assert say_number(16.44) == "16.44"


def test_parts_are_not_read_as_messages():
    assert say("{name} was there", name="{n} of {0.__class__}") == "{n} of {0.__class__} was there"


def test_the_language_ends_with_its_block_even_where_that_fails():
    try:
        with speaking("es"):
            raise KeyError
    except KeyError:
        pass
    assert in_force().code == "en"
