from dnoutcomes.outcomes import read_outcomes


def test_codes_are_asked_for_and_read_by_a_mapping(encounters, issues_of):
    frame = encounters.assign(sex=["1"] * 6 + ["2"] * 6)
    (issue,) = issues_of("other_levels", frame)
    assert issue.severity == "ask"
    assert "[values.sex]" in issue.remedy
    records = read_outcomes(frame, {"values": {"sex": {"1": "F", "2": "M"}}}).records
    assert records.groupby("arm")["sex"].first().to_dict() == {"needling": "M", "standard": "F"}


def test_an_unknown_level_among_known_ones_is_set_aside_alone(encounters, issues_of, with_cells):
    frame = with_cells(encounters.assign(severity="mild"), (11, "severity", "awful"))
    (issue,) = issues_of("other_levels", frame)
    assert (issue.severity, issue.row, issue.value) == ("row", 13, "'awful'")
    outcomes = read_outcomes(frame)
    assert len(outcomes.records) == 12
    assert outcomes.rejects["set_aside"].tolist() == ["value"]


def test_yes_and_no_in_any_of_their_forms(encounters):
    frame = encounters.assign(opioid=["yes", "Y", "1"] * 2 + ["No", "FALSE", "0"] * 2, needled=True)
    records = read_outcomes(frame).records
    assert records.groupby("arm")["opioid"].all().to_dict() == {"needling": False, "standard": True}
    assert str(records["opioid"].dtype) == "boolean"


def test_an_optional_column_of_another_kind_is_left_out_with_one_warning(encounters, issues_of):
    frame = encounters.assign(education="college")
    (issue,) = issues_of("other_levels", frame)
    assert issue.severity == "warn"
    outcomes = read_outcomes(frame)
    assert outcomes.records["education"].isna().all()
    assert outcomes.rejects.empty
