"""Files beside the page: exact numbers, harmless text, the same bytes twice."""

import csv
import io
import json
import math

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.report.export import csv_bytes, json_bytes


def read(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_is_taken_for_a_formula(text):
    ((_,), (cell,)) = read(csv_bytes(pd.DataFrame({"cause": [text]})))
    assert cell.startswith("'")


def test_numbers_stay_numbers_also_negative_ones():
    frame = pd.DataFrame(
        {"estimate": [-0.123456789012, math.nan, 1e-20], "n_subjects": [40.0, math.nan, 3.0]}
    )
    assert read(csv_bytes(frame))[1:] == [["-0.123456789012", "40"], ["", ""], ["1e-20", "3"]]


def test_commas_quotes_and_invisible_characters_are_held():
    text = 'a "b", c\x1b[31m\u202e'
    ((_,), (cell,)) = read(csv_bytes(pd.DataFrame({"cause": [text]})))
    assert cell == 'a "b", c\ufffd[31m\ufffd'


def test_json_has_null_for_what_is_not_known_and_no_invalid_numbers():
    content = json_bytes(
        {"a": np.float64("nan"), "b": [np.int64(3), np.bool_(True), None, math.inf], "c": "\x00"}
    )
    assert json.loads(content) == {"a": None, "b": [3, True, None, None], "c": "\ufffd"}
