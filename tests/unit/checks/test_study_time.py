import pandas as pd
import pytest

from dnoutcomes.outcomes import read_outcomes


def test_days_and_weeks(encounters, issues_of):
    frame = encounters.drop(columns="session_date").assign(study_week=["0", "4", "8"] * 4)
    assert issues_of("study_time", frame)
    outcomes = read_outcomes(frame)
    assert outcomes.time_column == "study_week"
    assert outcomes.records["study_day"].tolist() == [0, 28, 56] * 4
    assert "session_date" not in outcomes.records.columns


def test_a_date_goes_before_a_study_day(encounters, issues_of):
    frame = encounters.assign(study_day=["0", "28", "56"] * 4)
    assert not issues_of("study_time", frame)
    assert read_outcomes(frame).time_column == "session_date"


@pytest.fixture
def analysis_days(encounters):
    """Days as ADaM counts them: screened on day -7, time zero is day 1."""
    return encounters.drop(columns="session_date").assign(study_day=["-7", "1", "29"] * 4)


def test_a_file_without_a_day_0_is_asked_for_its_time_zero(analysis_days, issues_of):
    asked, _ = issues_of("study_time", analysis_days)
    assert asked.severity == "ask"
    assert "4 of 4 patients have a day 1" in asked.message
    assert 'day_zero="day_1"' in asked.remedy


@pytest.mark.parametrize(("convention", "days"), [("day_1", [-7, 0, 28]), ("day_0", [-7, 1, 29])])
def test_the_convention_decides(analysis_days, convention, days):
    assert read_outcomes(analysis_days, day_zero=convention).records["study_day"].tolist() == days * 4


def test_the_days_of_the_patient_follow_the_same_convention(analysis_days):
    frame = analysis_days.assign(referral_day="-30", end_day="57")
    records = read_outcomes(frame, {"day_zero": "day_1"}).records
    assert set(records["referral_day"]) == {-30}
    assert set(records["end_day"]) == {56}


def test_a_day_0_contradicts_a_file_that_has_none(encounters, issues_of):
    frame = encounters.drop(columns="session_date").assign(study_day=["0", "28", "56"] * 4)
    asked, _ = issues_of("study_time", frame, day_zero="day_1")
    assert (asked.severity, asked.row) == ("ask", 2)


def test_a_column_of_analysis_days_is_asked_about_though_nobody_came_on_day_1(encounters, issues_of):
    days = ["-2", "29", "57"] * 4
    assert len(issues_of("study_time", encounters.drop(columns="session_date").assign(ADY=days))) == 2
    assert len(issues_of("study_time", encounters.drop(columns="session_date").assign(study_day=days))) == 1


def test_a_few_patients_seen_on_day_1_are_enough(encounters, issues_of):
    """Visits of a clinic are spread, so that a day 1 is rare where a day 0 would be as well."""
    later = encounters.drop(columns="session_date").assign(study_day=["-2", "29", "57"] * 4)
    many = pd.concat(
        [later.assign(patient_id=later["patient_id"] + f"-{n}") for n in range(10)], ignore_index=True
    )
    on_day_1 = many.assign(study_day=many["study_day"].mask(many.index.isin([0, 12, 24, 36, 48]), "1"))
    assert len(issues_of("study_time", many)) == 1
    assert "5 of 40 patients" in issues_of("study_time", on_day_1)[0].message
