import pandas as pd
import pytest

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.decimal_marks import decide_decimal_mark, readings_of
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.roles import Roles


@pytest.mark.parametrize(
    ("texts", "marks"),
    [
        (["7", "6"], []),
        (["7.5", "6"], [(".", "")]),
        (["7,5", "6"], [(",", "")]),
        (["0,757"], [(",", "")]),
        (["0.757", "-0.125"], [(".", "")]),
        (["1.234,5"], [(",", ".")]),
        (["1,234.5"], [(".", ",")]),
        (["1 234,5"], [(",", " ")]),
        (["1'234.5"], [(".", "'")]),
        (["1.234.567"], [(",", ".")]),
        (["7,5", "6.5"], []),
        (["7/10", "70%", "05.01.2026", "x"], []),
    ],
)
def test_marks_that_alone_read_all_numbers(texts, marks):
    assert readings_of(texts) == marks


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_three_digits_behind_one_mark_can_be_decimals_or_thousands(text):
    assert len(readings_of([text])) == 2
    assert len(readings_of([text, "7,5" if "," in text else "7.5"])) == 1


def roles_of(texts):
    return Roles(read_frame(pd.DataFrame({"tug": texts})), {"tug": "tug"})


def test_decided_and_asked():
    assert decide_decimal_mark(roles_of(["7,5", "8"]), Draft(), {}).settings == {"decimal": ","}
    assert decide_decimal_mark(roles_of(["7.5", "8"]), Draft(), {}).settings == {}
    assert decide_decimal_mark(roles_of(["1.234,5"]), Draft(), {}).settings == {
        "decimal": ",",
        "thousands": ".",
    }
    asked = decide_decimal_mark(roles_of(["8,275"]), Draft(), {})
    assert (asked.settings, len(asked.questions)) == ({}, 1)
    assert "8,275" not in asked.questions[0].asks
    answered = decide_decimal_mark(roles_of(["8,275"]), Draft(), {"decimal_mark": "comma"})
    assert answered.settings == {"decimal": ","}
