import pytest

from dnoutcomes.schema.vocabulary import ARM_SPELLINGS, CAUSE_SPELLINGS, fold


@pytest.mark.parametrize("table", [ARM_SPELLINGS, CAUSE_SPELLINGS])
def test_no_spelling_means_two_levels_once_folded(table):
    meant = {}
    for level, spellings in table.items():
        for spelling in (level, *spellings):
            assert meant.setdefault(fold(spelling), level) == level


@pytest.mark.parametrize("word", ["control", "treatment", "intervention", "sham", "placebo", "no needling"])
def test_words_that_could_be_either_arm_are_not_spellings(word):
    assert word not in {spelling for spellings in ARM_SPELLINGS.values() for spelling in spellings}
