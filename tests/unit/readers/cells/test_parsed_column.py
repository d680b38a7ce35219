import numpy as np

from dnoutcomes.readers.cells import Rules, parse_column
from dnoutcomes.schema import Column


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
