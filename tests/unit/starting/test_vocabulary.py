"""The tables of words: complete, without one word for two things, and found in any spelling."""

import pytest

from dnoutcomes.readers.header_names import canonical_name
from dnoutcomes.schema import COLUMNS
from dnoutcomes.starting.vocabulary import (
    LANGUAGES,
    column_meant,
    column_words,
    conversions_of,
    fold_word,
    level_words,
    missing_words,
    read_words,
    unit_words,
    visual_analogue_words,
    yes_no_words,
)

NAMES = read_words("column_names")
LEVELS = read_words("level_words")


def words_with_meanings(table):
    return [
        (fold_word(word), meaning)
        for meaning, by_language in table.items()
        for words in by_language.values()
        for word in words
    ]


@pytest.mark.parametrize(
    "table",
    [NAMES["columns"], *LEVELS["levels"].values(), LEVELS["yes_no"]],
    ids=["columns", *LEVELS["levels"], "yes_no"],
)
def test_no_word_has_two_meanings(table):
    meant = {}
    for word, meaning in words_with_meanings(table):
        assert word
        assert meant.setdefault(word, meaning) == meaning, word


def test_no_word_for_a_column_is_the_schemas_for_another():
    assert {
        word: meaning
        for word, meaning in column_words().items()
        if canonical_name(word) not in (None, meaning)
    } == {}
    assert not [word for word in visual_analogue_words() if column_meant(word)]


def test_every_entry_has_words_in_every_language():
    tables = [
        *NAMES["columns"].values(),
        NAMES["visual_analogue"],
        LEVELS["missing"],
        *LEVELS["yes_no"].values(),
    ]
    tables += [by_language for levels in LEVELS["levels"].values() for by_language in levels.values()]
    assert all(tuple(table) == LANGUAGES and all(table.values()) for table in tables)


def test_columns_and_levels_are_those_of_the_schema():
    assert set(NAMES["columns"]) | set(NAMES["conversion"]) <= set(COLUMNS)
    for column, levels in LEVELS["levels"].items():
        assert set(levels) <= set(COLUMNS[column].levels)


def test_a_control_group_has_no_arm_because_it_may_be_a_sham_group():
    known = {*level_words("arm"), *map(fold_word, COLUMNS["arm"].synonyms)}
    assert not known & {
        "control",
        "kontrolle",
        "kontrollgruppe",
        "grupo_control",
        "temoin",
        "treatment",
        "behandlung",
    }


def test_a_letter_that_means_another_sex_elsewhere_has_none():
    assert not {"h", "v", "m"} & set(level_words("sex"))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Patienten-Nr.", "patient_id"), ("Schmerz NRS", "pain_nrs"), ("Fecha de sesión", "session_date"),
        ("FECHA DE SESION", "session_date"), ("Étiologie", "cause"), ("Größe", "height_cm"), ("Brazo", "arm"),
        ("Groupe de traitement", "arm"), ("Pain", "pain_nrs"), ("Kontonummer", ""),
    ],
)  # fmt: skip
def test_names_are_found_in_any_spelling(name, column):
    assert column_meant(name) == column


def test_words_of_units_answers_and_absence():
    assert (unit_words()["jahre"], unit_words()["anos"], unit_words()["mois"]) == ("years", "years", "months")
    assert (yes_no_words()["si"], yes_no_words()["nein"], yes_no_words()["oui"]) == ("yes", "no", "yes")
    assert {"k_a", "s_d", "n_r"} <= missing_words()
    assert conversions_of("duration_months") == {"months": 1, "years": 12}
    assert conversions_of("age") == {}
