def test_nobody_with_two_visits(encounters, issues_of):
    assert [i.severity for i in issues_of("single_visits", encounters.iloc[::3])] == ["warn"]


def test_somebody_with_one_visit(encounters, issues_of):
    (issue,) = issues_of("single_visits", encounters.iloc[2:])
    assert issue.severity == "info"
    assert issue.message.startswith("1 of 4")


def test_two_scores_on_one_day_are_one_visit(encounters, issues_of):
    one_day = encounters.assign(session_date="2025-01-06")
    assert [issue.severity for issue in issues_of("single_visits", one_day, same_day="mean")] == ["warn"]
