"""The number of clear intervals never stands without the number that chance alone would make."""

import pytest

from dnoutcomes.language import speaking
from dnoutcomes.report.facts.chance_count import ChanceCount
from dnoutcomes.report.words.chance_words import causes_count_sentence, exploratory_count_sentence


def test_the_number_by_chance_stands_beside_the_number_seen():
    assert exploratory_count_sentence(ChanceCount(12, 12, 1, 0.95)) == (
        "Exploratory outcomes whose interval excludes zero: 1 of 12; if the groups differed in none, chance alone "
        "would make about 0.6."
    )


def test_hidden_ones_are_named_as_such():
    said = causes_count_sentence(ChanceCount(5, 3, 0, 0.9))
    assert "zero: 0 of the 3 that are shown, of 5 compared; " in said
    assert said.endswith("about 0.3.")


@pytest.mark.parametrize("say_it", [causes_count_sentence, exploratory_count_sentence])
def test_where_nothing_is_shown_nothing_is_counted(say_it):
    assert say_it(ChanceCount(4, 0, 0, 0.95)) == ""


@pytest.mark.parametrize("say_it", [causes_count_sentence, exploratory_count_sentence])
@pytest.mark.parametrize("n_shown", [3, 5])
def test_every_word_is_spoken(say_it, n_shown, marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(say_it(ChanceCount(5, n_shown, 1, 0.95))) == []
