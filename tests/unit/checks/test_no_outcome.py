def test_none_at_all_is_refused_and_some_are_counted(encounters, issues_of, with_cells):
    assert issues_of("no_outcome", encounters.assign(pain_nrs=""))[0].severity == "reject"
    (issue,) = issues_of("no_outcome", with_cells(encounters, (0, "pain_nrs", ""), (5, "pain_nrs", "")))
    assert issue.severity == "info"
    assert issue.message.startswith("2 of 12")
