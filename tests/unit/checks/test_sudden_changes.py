def test_a_leap_within_two_days(encounters, issues_of, with_cells):
    frame = with_cells(encounters, (1, "session_date", "2025-01-08"), (1, "pain_nrs", "0"))
    (issue,) = issues_of("sudden_changes", frame)
    assert (issue.severity, issue.row) == ("warn", 3)


def test_a_leap_between_patients_or_over_weeks_is_none(encounters, issues_of, with_cells):
    assert not issues_of("sudden_changes", with_cells(encounters, (1, "pain_nrs", "0"), (5, "pain_nrs", "0")))
