import sys
from datetime import date
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
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


ROWS = {
    "patient_id": ["001", "001", "012"],
    "pain": [7.5, None, 6.0],
    "session_date": [date(2026, 1, 5), date(2026, 2, 2), None],
    "opioid": [True, None, False],
    "dose": [Decimal("2.50"), Decimal("10"), None],
}
SELECTED = """
    select * from (values
        ('001', 7.5::double, date '2026-01-05', true, 2.50::decimal(4, 2)),
        ('001', null, date '2026-02-02', null, 10),
        ('012', 6, null, false, null)
    ) as rows(patient_id, pain, session_date, opioid, dose)
"""
TEXTS = [
    ["001", "7.5", "2026-01-05", "True", "2.5"],
    ["001", "", "2026-02-02", "", "10"],
    ["012", "6", "", "False", ""],
]


class StreamOnly:
    """A frame that nobody knows, and that hands out an Arrow stream."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


def frame_of(library):
    made = {
        "pyarrow": lambda: pytest.importorskip("pyarrow").table(ROWS),
        "polars": lambda: pl.DataFrame(ROWS),
        "polars lazy": lambda: pl.DataFrame(ROWS).lazy(),
        "duckdb": lambda: duckdb.sql(SELECTED),
        "stream": lambda: StreamOnly(pl.DataFrame(ROWS)),
        "pandas of arrow types": lambda: (
            pytest.importorskip("pyarrow").table(ROWS).to_pandas(types_mapper=pd.ArrowDtype)
        ),
        "pandas": lambda: pd.DataFrame(ROWS),
    }
    return made[library]()


@pytest.mark.parametrize(
    "library", ["pyarrow", "polars", "polars lazy", "duckdb", "stream", "pandas of arrow types", "pandas"]
)
def test_frames_of_all_libraries_have_the_same_cells(library):
    assert read_frame(frame_of(library)).frame.astype(str).values.tolist() == TEXTS


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": np.array([0.1, 7.3], dtype="float32")}),
        pd.DataFrame({"a": pd.array([0.1, 7.3], dtype="Float32")}),
        pl.DataFrame({"a": [0.1, 7.3]}, schema={"a": pl.Float32}),
        duckdb.sql("select unnest([0.1, 7.3])::float as a"),
    ],
)
def test_numbers_of_single_precision_show_no_digits_that_nobody_measured(frame):
    assert read_frame(frame).frame["a"].astype(str).tolist() == ["0.1", "7.3"]


def test_categories_of_numbers_and_dates_are_written_as_these():
    frame = pd.DataFrame(
        {"a": pd.Categorical([1.0, None]), "b": pd.Categorical([pd.Timestamp(2026, 1, 5), None])}
    )
    frame["c"] = ["x", "y"]
    assert read_frame(frame).frame.astype(str).values.tolist() == [["1", "2026-01-05", "x"], ["", "", "y"]]


def test_two_columns_of_one_name_are_refused_in_arrow_too():
    pa = pytest.importorskip("pyarrow")
    with pytest.raises(DataError, match="two columns have one name"):
        read_frame(pa.table([[1], [2]], names=["a", "a"]))


@pytest.mark.parametrize("thing", [[1, 2], {"a": [1]}, 5])
def test_what_is_no_frame_is_refused(thing):
    with pytest.raises(DataError, match=f"got {type(thing).__name__}. Pass a path"):
        read_frame(thing)


def test_a_stream_without_polars_names_what_installs_it(monkeypatch):
    stream = StreamOnly(pl.DataFrame(ROWS))
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(DataError, match=r"pip install 'dnoutcomes\[formats\]'"):
        read_frame(stream)
