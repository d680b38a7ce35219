import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification.ages import age_at_time_zero, age_categories, is_oldest


def test_an_age_that_is_not_recorded_comes_from_the_year_of_birth():
    records = pd.DataFrame({"age": [70.5, None, None], "birth_year": [1990, 1960, None]})
    years = pd.Series([2026, 2026, 2026], dtype="Int64")
    assert age_at_time_zero(records, years).fillna(-1).tolist() == [70.5, 66.0, -1.0]
    assert age_at_time_zero(records[["birth_year"]], years).fillna(-1).tolist() == [36.0, 66.0, -1.0]


def test_a_child_by_the_year_of_birth_has_no_age():
    records = pd.DataFrame({"birth_year": [2015]})
    assert age_at_time_zero(records, pd.Series([2026], dtype="Int64")).isna().all()


def test_without_age_and_year_there_is_none():
    records = pd.DataFrame({"patient_id": ["a"]})
    assert age_at_time_zero(records, None) is None
    assert age_at_time_zero(records.assign(birth_year=1960), None) is None, (
        "no year of time zero to count from"
    )


@given(st.floats(18, 110), st.floats(-400, 4000))
def test_nobody_over_89_can_be_told_from_another(age, last_day):
    (category,) = age_categories(pd.Series([age]), pd.Series([last_day]))
    assert category == 90 or category + max(last_day, 0) / 365.25 < 90
    assert category in (int(age), 90)
    if age >= 90:
        assert category == 90
    if age + max(last_day, 0) / 365.25 < 89:
        assert category == int(age), "nobody is made older than they may have been"


def test_who_is_not_known_to_be_old_is_not_called_so():
    unknown = pd.Series([None, 50.0], dtype="float64")
    assert is_oldest(unknown, pd.Series([0.0, 0.0])).tolist() == [False, False]
    assert age_categories(unknown, pd.Series([0.0, 0.0])).isna().tolist() == [True, False]
