import numpy as np
import pandas as pd
import pytest

from dnoutcomes.monitoring.months import reduce_to_periods

UNITS = pd.DataFrame(
    {
        "patient_id": ["a", "a", "b", "c", "c", "d"],
        "date": pd.to_datetime(
            ["2025-01-03", "2025-01-20", "2025-01-31", "2025-03-01", "2025-03-02", "2025-04-10"]
        ),
        "weight": 1,
        "amount": [1, 0, 0, 2, 1, 1],
    }
)


def test_units_are_summed_by_month_without_gaps():
    points = reduce_to_periods(UNITS, pd.Timestamp("2025-04-30"), per=100)
    assert points["period"].tolist() == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert points["n"].tolist() == [3, 0, 2, 1]
    assert points["count"].tolist() == [1, 0, 3, 1]
    assert points["value"].dropna().tolist() == pytest.approx([100 / 3, 150.0, 100.0])
    assert np.isnan(points["value"].iloc[1])


def test_patients_with_and_without_are_counted_once():
    points = reduce_to_periods(UNITS, pd.Timestamp("2025-04-30"))
    assert points["n_patients"].tolist() == [2, 0, 1, 1]
    assert points["n_with"].tolist() == [1, 0, 1, 1]
    assert points["n_without"].tolist() == [2, 0, 0, 0]


def test_a_month_that_was_not_over_is_left_out():
    assert reduce_to_periods(UNITS, pd.Timestamp("2025-04-29"))["period"].tolist()[-1] == "2025-03"
    assert len(reduce_to_periods(UNITS, pd.Timestamp("2024-12-31"))) == 0


def test_quarters():
    points = reduce_to_periods(UNITS, pd.Timestamp("2025-06-30"), by="quarter")
    assert points[["period", "n"]].values.tolist() == [["2025Q1", 5], ["2025Q2", 1]]


def test_at_most_the_last_24_months_are_kept():
    dates = pd.date_range("2020-01-15", periods=40, freq="MS")
    units = pd.DataFrame({"patient_id": "a", "date": dates, "weight": 1, "amount": 1})
    points = reduce_to_periods(units, pd.Timestamp("2030-01-01"))
    assert len(points) == 24
    assert points["period"].iloc[-1] == "2023-05"
