import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification.study_time import study_times, time_zero
from dnoutcomes.derive import derive_day


def dated(**columns):
    dates = {name: pd.to_datetime(values) for name, values in columns.items() if name.endswith("date")}
    return derive_day(pd.DataFrame(columns | dates))


def test_dates_become_days_since_time_zero_and_its_year():
    records = dated(
        patient_id=["a", "a"],
        session_date=["2025-12-30", "2026-01-20"],
        index_date=["2026-01-06"] * 2,
        referral_date=["2025-11-07"] * 2,
        end_date=["2026-02-05"] * 2,
        onset_date=["2024-01-06"] * 2,
    )
    times = study_times(records)
    assert times.iloc[0].to_dict() == {
        "study_day": -7,
        "index_year": 2026,
        "referral_day": -60,
        "end_day": 30,
        "duration_months": 24,
    }
    assert times["study_day"].tolist() == [-7, 14]


def test_the_year_is_that_of_time_zero_and_not_of_the_encounter():
    records = dated(patient_id=["a", "a"], session_date=["2025-12-31", "2026-01-20"])
    assert study_times(records)["index_year"].tolist() == [2025, 2025]


def test_a_recorded_duration_is_kept_and_only_a_missing_one_taken_from_the_onset():
    records = dated(
        patient_id=["a", "b"],
        session_date=["2026-01-01"] * 2,
        onset_date=["2025-01-01"] * 2,
        duration_months=[30.5, None],
    )
    assert study_times(records)["duration_months"].tolist() == [30.5, 12.0]


def test_a_day_that_no_column_may_hold_is_missing():
    records = dated(
        patient_id=["a"], session_date=["2026-01-01"], end_date=["1900-01-01"], onset_date=["2027-01-01"]
    )
    times = study_times(records)
    assert times["end_day"].isna().all()
    assert times["duration_months"].isna().all()


def test_study_days_stay_and_bring_no_year():
    records = derive_day(pd.DataFrame({"patient_id": ["a", "a"], "study_day": [0.0, 28.0]}))
    assert study_times(records).to_dict("list") == {"study_day": [0, 28]}


def test_study_days_with_an_index_date_have_its_year():
    records = derive_day(
        pd.DataFrame({"patient_id": ["a"], "study_day": [3.0], "index_date": pd.to_datetime(["2024-05-05"])})
    )
    assert study_times(records)["index_year"].tolist() == [2024]
    assert time_zero(records).tolist() == [pd.Timestamp("2024-05-05")]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 700)), min_size=1, max_size=12),
    st.integers(-3000, 3000),
)
def test_moving_all_dates_changes_no_study_day(rows, shift):
    start = pd.Timestamp("2015-06-01")
    records = pd.DataFrame(rows, columns=["patient_id", "after"])

    def days(offset):
        moved = start + pd.to_timedelta(records["after"] + offset, unit="D")
        return study_times(derive_day(records.assign(session_date=moved)))["study_day"].tolist()

    assert days(0) == days(shift)
