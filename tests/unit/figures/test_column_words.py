"""Columns and levels in words: the package's own by name, others as they read, and when one level says all."""

import pytest

from dnoutcomes.figures.column_words import column_words, is_yes_or_no, level_words
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import speaking
from dnoutcomes.schema import COLUMNS, Column


def test_a_column_is_called_by_its_label_and_an_instrument_by_its_own():
    assert column_words("nerve_status") == "state of the nerve"
    assert column_words("isi") == INSTRUMENTS["isi"].label
    assert column_words("baseline") == "score at the start"


def test_a_column_that_nobody_foresaw_is_called_by_its_name_without_underscores():
    assert column_words("grip_strength_kg") == "grip strength kg"


def test_the_unit_may_be_left_out():
    assert (column_words("age"), column_words("age", unit=False)) == ("age, years", "age")
    assert (column_words("height_cm"), column_words("duration_months")) == ("height, cm", "duration, months")
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
    ("level", "column"),
    [(level, column.name) for column in KNOWN_AT_THE_START if column.name != "arm" for level in column.levels]
    + [(True, "motor"), (False, "motor"), ("other", "cause"), ("not recorded", "sex")],
)
def test_every_level_that_a_group_may_be_described_by_can_be_said(level, column, marked_language):
    with speaking(marked_language):
        assert level_words(level, column).startswith("⟦")
        assert level_words(level).startswith("⟦")


def test_a_level_is_that_of_its_column():
    assert (level_words("X", "sex"), level_words("X", "cause"), level_words("X", "ward")) == (
        "other",
        "X",
        "X",
    )
    assert level_words("biweekly", "phase") == "every two weeks"


def test_a_level_has_the_translation_of_its_column():
    with speaking("es"):
        assert [level_words("mixed", column) for column in ("cause", "nerve_status")] == ["mixta", "mixto"]


def test_a_column_that_a_script_registers_has_its_words_and_its_unit():
    COLUMNS.register(
        Column(
            "ward_class", "level", "patient", "Class.", levels=("a", "b"), label="class of the ward",
            level_words={"a": "shared room"},
        )
    )  # fmt: skip
    COLUMNS.register(Column("stay", "number", "patient", "Stay.", label="length of stay", unit="days"))
    try:
        assert column_words("ward_class") == "class of the ward"
        assert [level_words(level, "ward_class") for level in "ab"] == ["shared room", "b"]
        assert column_words("stay") == "length of stay, days"
    finally:
        COLUMNS.withdraw("ward_class")
        COLUMNS.withdraw("stay")


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
