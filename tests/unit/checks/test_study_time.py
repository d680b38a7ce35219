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
