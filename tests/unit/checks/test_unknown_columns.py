def test_renamed_and_unused_columns_are_told(encounters, issues_of):
    frame = encounters.rename(columns={"pain_nrs": "Pain Score"}).assign(**{"shoe size": "42"})
    found = issues_of("unknown_columns", frame)
    assert "'Pain Score' as pain_nrs" in found[0].message
    assert "'shoe size'" in found[1].message
    assert {issue.severity for issue in found} == {"info"}
