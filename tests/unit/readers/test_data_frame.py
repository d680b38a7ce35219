import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.data_frame import read_frame


def test_values_become_the_text_that_a_csv_file_would_hold():
    frame = pd.DataFrame(
        {
            "whole": [7.0, None],
            "part": [7.25, 0.1],
            "day": pd.to_datetime(["2025-01-06", "2025-01-07 14:30"], format="ISO8601"),
            "yes": pd.array([True, None], dtype="boolean"),
            "level": pd.Categorical(["a", None]),
        },
        index=[5, 5],
    )
    text = read_frame(frame).frame
    assert text.values.tolist() == [
        ["7", "7.25", "2025-01-06", "True", "a"],
        ["", "0.1", "2025-01-07T14:30:00", "", ""],
    ]


def test_blank_rows_are_counted_and_rows_numbered_as_in_a_file():
    table = read_frame(pd.DataFrame({"a": ["x", None, "y"]}))
    assert table.source_rows.tolist() == [2, 4]
    assert (table.source.n_rows_read, table.source.n_blank_rows) == (2, 1)


def test_the_hash_is_that_of_the_content():
    one, same = (read_frame(pd.DataFrame({"a": ["x"]}, index=[n])).source.sha256 for n in (0, 9))
    assert one == same != read_frame(pd.DataFrame({"a": ["y"]})).source.sha256


def test_an_empty_frame_is_refused():
    with pytest.raises(DataError, match="no rows"):
        read_frame(pd.DataFrame({"patient_id": []}))
