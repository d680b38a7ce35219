import pandas as pd

from dnoutcomes.readers.coded_text import (
    coded,
    coded_frame,
    joined,
    rows_whose_text,
    some_rows,
    texts_and_codes,
    translated,
)

COLUMN = pd.Series(["b", "", "007", "b", "True"])


def test_cells_stay_text_whatever_they_look_like():
    texts, codes = texts_and_codes(COLUMN)
    assert texts.tolist() == ["b", "", "007", "True"]
    assert codes.tolist() == [0, 1, 2, 0, 3]
    assert texts_and_codes(pd.Series(coded(COLUMN)))[0].tolist() == texts.tolist()


def test_each_text_is_judged_once():
    judged = []
    rows = rows_whose_text(COLUMN, lambda text: judged.append(text) or text == "b")
    assert rows.tolist() == [True, False, False, True, False]
    assert sorted(judged) == ["", "007", "True", "b"]


def test_texts_that_become_the_same_are_one():
    column = translated(pd.Series(["a", "c", "A", "b"]), str.lower)
    assert column.tolist() == ["a", "c", "a", "b"]
    assert sorted(column.cat.categories) == ["a", "b", "c"]


def test_parts_are_joined_in_their_order():
    whole = joined([coded(["x", "y"]), coded(["z", "x"]), coded(["y"])])
    assert list(whole) == ["x", "y", "z", "x", "y"]
    assert len(whole.categories) == 3


def test_rows_that_are_left_out_leave_no_text_behind():
    frame = coded_frame(pd.DataFrame({"a": ["1", "2", "3"], "b": ["u", "v", "u"]}))
    some = some_rows(frame, pd.Series([True, False, True]).to_numpy())
    assert some["a"].tolist() == ["1", "3"]
    assert list(some["b"].cat.categories) == ["u"]
    assert some.index.tolist() == [0, 1]
