from dnoutcomes.outcomes import read_outcomes


def test_a_slip_is_refused_with_the_nearest_cause(encounters, issues_of):
    (issue,) = issues_of("cause_levels", encounters.assign(cause="idiopatic"))
    assert issue.severity == "reject"
    assert "did you mean 'idiopathic'?" in issue.message


def test_another_cause_is_kept_unless_causes_are_declared(encounters, issues_of):
    frame = encounters.assign(cause="vasculitis")
    assert [issue.severity for issue in issues_of("cause_levels", frame)] == ["info"]
    declared = {"causes": ["diabetic", "chemotherapy"]}
    assert [issue.severity for issue in issues_of("cause_levels", frame, mapping=declared)] == ["reject"]
    assert not issues_of("cause_levels", frame, mapping={"causes": ["vasculitis"]})


def test_codes_of_causes_are_asked_for(encounters, issues_of):
    assert [issue.severity for issue in issues_of("cause_levels", encounters.assign(cause="3"))] == ["ask"]


def test_a_blank_takes_the_cause_of_the_patients_other_rows(encounters, with_cells):
    records = read_outcomes(with_cells(encounters, (0, "cause", ""), (3, "cause", "None"))).records
    assert set(records["cause"]) == {"diabetic"}


def test_a_patient_without_any_cause_is_a_category_of_its_own(encounters, with_cells, issues_of):
    frame = with_cells(encounters, *[(row, "cause", "NULL") for row in range(3)])
    records = read_outcomes(frame).records
    assert set(records.loc[records["patient_id"] == "S1", "cause"]) == {"not_recorded"}
    assert len(records) == 12
    (issue,) = issues_of("cause_levels", frame)
    assert "'NULL'" in issue.message
