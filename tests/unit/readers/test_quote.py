import pytest

from dnoutcomes.readers.quote import quote, without_hidden


@pytest.mark.parametrize(
    "sign", ["\x1b", "\x9b", "\u202e", "\u2066", "\u200b", "\ufeff", "\x00", "\r", "\u2028"]
)
def test_nothing_that_acts_on_a_terminal_or_a_reader_gets_through(sign):
    assert sign not in quote(f"a{sign}b")


def test_long_values_are_cut_before_they_are_escaped():
    assert len(quote("x" * 1000)) == 42


def test_ordinary_text_is_untouched():
    assert quote("Müller's 痛み") == "'Müller's 痛み'"
    assert without_hidden("two\nlines") == "two\nlines"


@pytest.mark.parametrize("text", ["123-45-6789", "ann@example.org", "943 476 5919", "555 010 9999"])
def test_what_points_to_a_person_is_not_shown(text):
    assert quote(text) == "'(not shown)'"


def test_two_words_are_shown_unless_a_pseudonym_is_due():
    assert quote("usual care") == "'usual care'"
    assert quote("Ann Smith", pseudonym=True) == "'(not shown)'"
