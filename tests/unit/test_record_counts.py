"""Counts of records in memory, by hand."""

import pandas as pd
import pytest

from dnoutcomes.record_counts import CountsOfFrame

ROWS = [
    # patient, day, score, arm, cause, therapist, site
    ("A", 0, 9.0, "needling", "diabetic", "T2", "S1"),
    ("A", 2, 2.0, "needling", "diabetic", "T1", "S1"),
    ("A", 5, 9.0, "needling", "diabetic", "T1", "S1"),
    ("B", 0, 4.0, "standard", "diabetic", "T1", "S2"),
    ("B", 7, None, "standard", "diabetic", "T2", "S2"),
    ("C", 3, None, "standard", "other", None, None),
    ("D", 1, 1.0, "standard", "diabetic", None, "S2"),
    ("D", 1, 8.0, "standard", "diabetic", None, "S2"),
]
NAMES = ["patient_id", "study_day", "pain_nrs", "arm", "cause", "therapist_id", "site_id"]
RECORDS = pd.DataFrame(ROWS, columns=NAMES).assign(source_row=range(12, 20))


@pytest.fixture
def counts():
    return CountsOfFrame(RECORDS, "study_day")


def test_records_by_value_without_those_that_have_none(counts):
    assert counts.by_value("pain_nrs").to_dict() == {1.0: 1, 2.0: 1, 4.0: 1, 8.0: 1, 9.0: 2}
    assert (counts.n_records, counts.n_patients) == (8, 4)


def test_patients_are_counted_once(counts):
    by = counts.patients_by(["arm", "cause"])
    assert by.to_dict() == {
        ("needling", "diabetic"): 1,
        ("standard", "diabetic"): 2,
        ("standard", "other"): 1,
    }


def test_patients_count_under_the_value_of_most_rows_and_the_earliest_of_equals(counts):
    by = counts.patients_by_most_rows(["therapist_id", "site_id"])
    assert by == {("T1", "S1"): 1, ("T1", "S2"): 1, (None, None): 1, (None, "S2"): 1}


def test_patients_with_scores_and_with_those_of_one_day(counts):
    assert counts.scored_patients("pain_nrs") == (3, 2)


def test_moves_within_days_are_those_from_the_last_score(counts):
    assert counts.lines_of_moves("pain_nrs", points=6, days=2).tolist() == [13, 19]
    assert counts.lines_of_moves("pain_nrs", points=6, days=3).tolist() == [13, 14, 19]
    assert counts.lines_of_moves("pain_nrs", points=7, days=3).tolist() == []


def test_days_between_dates_are_days():
    dated = RECORDS.assign(
        session_date=pd.Timestamp("2025-03-01") + pd.to_timedelta(RECORDS["study_day"], "D")
    )
    counts = CountsOfFrame(dated.drop(columns="study_day"), "session_date")
    assert counts.lines_of_moves("pain_nrs", points=6, days=2).tolist() == [13, 19]


def test_a_rule_sees_its_columns_alone(counts):
    def late(records):
        assert list(records) == ["study_day"]
        return records["study_day"] > 4

    assert counts.lines_where(["study_day"], late).tolist() == [14, 16]
