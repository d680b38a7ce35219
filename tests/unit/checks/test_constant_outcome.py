def test_no_variance(encounters, issues_of):
    assert [i.severity for i in issues_of("constant_outcome", encounters.assign(pain_nrs="4"))] == ["warn"]
    assert not issues_of("constant_outcome", encounters)
