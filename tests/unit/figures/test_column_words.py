"""Columns and levels in words: the package's own by name, others as they read, and when one level says all."""

import pytest

from dnoutcomes.figures.column_words import column_words, is_yes_or_no, level_words
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import speaking
from dnoutcomes.schema import COLUMNS


def test_a_column_is_called_by_its_label_and_an_instrument_by_its_own():
    assert column_words("nerve_status") == "state of the nerve"
    assert column_words("isi") == INSTRUMENTS["isi"].label
    assert column_words("baseline") == "score at the start"


def test_a_column_that_nobody_foresaw_is_called_by_its_name_without_underscores():
    assert column_words("grip_strength_kg") == "grip strength kg"


def test_the_unit_may_be_left_out():
    assert (column_words("age"), column_words("age", unit=False)) == ("age, years", "age")
    # A comma in a column's own name parts no unit.
    assert column_words("left, right", unit=False) == "left, right"


@pytest.mark.parametrize(
    ("level", "words"), [("True", "yes"), (False, "no"), ("U", "unknown"), ("two_words", "two words")]
)
def test_levels_have_words(level, words):
    assert level_words(level) == words


def test_one_row_says_all_only_where_both_levels_are_there_and_no_other():
    assert is_yes_or_no(["False", "True"])
    assert not is_yes_or_no(["True"])
    assert not is_yes_or_no(["F", "M"])


KNOWN_AT_THE_START = [
    column for column in COLUMNS.values() if column.level_of == "patient" and column.name != "end_reason"
]


@pytest.mark.parametrize(
    "level",
    [level for column in KNOWN_AT_THE_START if column.name != "arm" for level in column.levels]
    + [True, False],
)
def test_every_level_that_a_group_may_be_described_by_can_be_said(level, marked_language):
    with speaking(marked_language):
        assert level_words(level).startswith("⟦")


@pytest.mark.parametrize(
    "column", [column.name for column in KNOWN_AT_THE_START if column.type in ("level", "yes_no")]
)
def test_every_column_that_a_group_may_be_described_by_can_be_said(column, marked_language):
    with speaking(marked_language):
        assert column_words(column).startswith("⟦")


def test_a_name_from_the_data_is_never_said(marked_language):
    with speaking(marked_language):
        assert (level_words("North_clinic"), column_words("north_clinic")) == ("North clinic", "north clinic")


def test_a_unit_is_said_with_its_column(marked_language):
    with speaking(marked_language):
        assert column_words("age") == "⟦age⟧⟦, ⟧⟦years⟧"
