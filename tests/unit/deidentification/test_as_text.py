import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification.as_text import as_text


def test_missing_values_are_empty_whatever_the_type():
    frame = pd.DataFrame(
        {
            "text": ["a", None],
            "answer": pd.array([False, None], dtype="boolean"),
            "whole": pd.array([-3, None], dtype="Int64"),
            "number": [0.1, np.nan],
        }
    )
    assert as_text(frame).values.tolist() == [["a", "no", "-3", "0.1"], ["", "", "", ""]]


@given(st.decimals(-1000, 1000, places=6))
def test_numbers_are_written_in_full(value):
    written = as_text(pd.DataFrame({"number": [float(value)]})).iloc[0, 0]
    assert float(written) == float(value)


@given(st.text(min_size=1))
def test_no_text_begins_as_a_formula(text):
    written = as_text(pd.DataFrame({"text": [text]})).iloc[0, 0]
    assert not written.startswith(("=", "@", "\t", "\r"))
    assert not written.startswith(("+", "-")) or float(written) == float(text)
