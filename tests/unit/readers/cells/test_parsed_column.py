import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dnoutcomes.checks.summary_rows import WORDS
from dnoutcomes.readers.cells import Rules, parse_column
from dnoutcomes.readers.header_names import canonical_name
from dnoutcomes.schema import COLUMNS, MISSING_WORDS, Column
from dnoutcomes.schema.identifying_text import AS_PSEUDONYM, is_nhs_number, points_to


def column(kind, **facts):
    return Column("x", kind, "encounter", "", **facts)


def test_every_row_gets_the_value_of_its_text():
    parsed = parse_column(column("number"), ["2", "x", "2", "", "3"], Rules())
    assert np.array_equal(parsed.numbers(), [2, np.nan, 2, np.nan, 3], equal_nan=True)
    assert parsed.rows_of("text").tolist() == [False, True, False, False, False]
    assert parsed.is_missing().tolist() == [False, True, False, True, False]
    assert parsed.text_at([1, 4]) == ["x", "3"]


def test_types():
    days = parse_column(column("date"), ["2026-01-05", ""], Rules()).values()
    assert str(days.dtype) == "datetime64[us]"
    assert days.isna().tolist() == [False, True]
    answers = parse_column(column("yes_no"), ["yes", "", "perhaps", "no"], Rules()).values()
    assert answers.tolist()[0] is True
    assert answers.isna().tolist() == [False, True, True, False]
    levels = parse_column(column("level", levels=("a",)), ["a", ""], Rules()).values()
    assert levels.isna().tolist() == [False, True]
    assert levels.iloc[0] == "a"


def test_a_rule_is_asked_of_texts_whose_digits_could_fulfil_it():
    texts = ["P-003", "943 476 5918", "P-004", "943 476 5919", "P-003", "Total"]
    parsed, asked = parse_column(column("text"), texts, Rules()), []

    def judge(text):
        asked.append(text)
        return is_nhs_number(text)

    assert parsed.rows_like(judge).tolist() == [text == "943 476 5919" for text in texts]
    assert sorted(asked) == ["111 111 1111", "943 476 5918", "943 476 5919", "P-111", "Total"]


@given(text=st.from_regex(r"\+?[0-9]{1,3}[- ]?[0-9]{2,3}[- ]?[0-9]{4}|[a-z0-9@., -]{0,12}", fullmatch=True))
@example("123-45-6789")
@example("943 476 5919")
@example("+49 170 1234567")
@example("Smith, Ann")
@pytest.mark.parametrize("kind", AS_PSEUDONYM, ids=lambda kind: kind[1])
def test_ones_in_place_of_digits_point_to_a_person_where_the_text_does(kind, text):
    if points_to(text, (kind,)):
        assert points_to(re.sub("[0-9]", "1", text), (kind,))


def test_no_word_that_is_looked_for_in_ids_has_a_digit():
    names = [name for name in COLUMNS if canonical_name(name) == "patient_id"]
    assert names
    assert not [word for word in (*WORDS, *MISSING_WORDS, *names) if re.search("[0-9]", word)]
