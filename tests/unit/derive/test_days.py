import pandas as pd
import pytest

from dnoutcomes.derive import (
    derive_day,
    derive_event_days,
)
from dnoutcomes.errors import DataError
from dnoutcomes.plan import IntercurrentEvent


def test_time_zero_is_the_index_date_else_the_first_record():
    records = pd.DataFrame(
        {
            "patient_id": ["a", "a", "b", "b"],
            "session_date": pd.to_datetime(["2026-01-01", "2026-01-15", "2026-02-01", "2026-02-08"]),
            "index_date": pd.to_datetime([None, "2026-01-08", None, None]),
        }
    )
    assert derive_day(records)["day"].tolist() == [-7, 7, 0, 7]


def test_a_study_day_is_taken_as_it_stands():
    records = pd.DataFrame({"patient_id": ["a", "a"], "study_day": [0.0, 84.0]})
    assert derive_day(records)["day"].tolist() == [0, 84]


def test_event_days_are_the_first_after_time_zero():
    records = pd.DataFrame({"patient_id": ["a"] * 3, "day": [0, 20, 30], "rescue": [True, True, True]})
    found = derive_event_days(records, (IntercurrentEvent(event="rescue"),))
    assert found["event_day"].tolist() == [20]


def test_an_event_without_a_column_is_an_error():
    with pytest.raises(DataError, match="no such column"):
        derive_event_days(pd.DataFrame({"patient_id": [], "day": []}), (IntercurrentEvent(event="rescue"),))
