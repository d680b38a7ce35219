from dnoutcomes.plan import Plan


def test_every_missing_column_is_named_with_the_nearest_name(encounters, issues_of):
    frame = encounters.rename(columns={"pain_nrs": "pain_scores", "arm": "arms"})
    found = issues_of("missing_columns", frame)
    assert [issue.column for issue in found] == ["arm", "pain_nrs"]
    assert "nearest: 'arms'" in found[0].message
    assert "nearest: 'pain_scores'" in found[1].message
    assert "'session_date'" in found[0].message


def test_what_users_call_it_is_near_too(encounters, issues_of):
    frame = encounters.rename(
        columns={"patient_id": "record_id", "arm": "group", "session_date": "day of visit"}
    )
    found = issues_of("missing_columns", frame)
    assert [issue.message.split("nearest: ")[1].split(";")[0] for issue in found] == [
        "'record_id'",
        "'group'",
        "'day of visit'",
    ]


def test_the_plans_outcome_is_required(encounters, issues_of):
    (issue,) = issues_of("missing_columns", encounters, plan=Plan(outcome="isi"))
    assert issue.column == "isi"


def test_days_or_weeks_stand_for_dates(encounters, issues_of):
    frame = encounters.drop(columns="session_date")
    assert issues_of("missing_columns", frame)
    assert not issues_of("missing_columns", frame.assign(study_week=["0", "4", "8"] * 4))
