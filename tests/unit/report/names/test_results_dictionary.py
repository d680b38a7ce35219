"""Every column of the results has a meaning, and no meaning is left without its column."""

from dnoutcomes.report.files.results_table import TABLE_COLUMNS
from dnoutcomes.report.names.results_dictionary import COLUMN_MEANINGS


def test_it_covers_the_columns_in_their_order():
    assert tuple(COLUMN_MEANINGS) == TABLE_COLUMNS


def test_every_meaning_is_a_sentence():
    for meaning in COLUMN_MEANINGS.values():
        assert meaning[0].isupper()
        assert meaning.endswith(".")
