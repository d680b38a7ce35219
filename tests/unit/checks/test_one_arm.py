def test_the_absent_arm_is_named(encounters, issues_of):
    (issue,) = issues_of("one_arm", encounters[encounters["arm"] == "needling"])
    assert issue.severity == "reject"
    assert "standard" in issue.message
