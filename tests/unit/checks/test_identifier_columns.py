from dnoutcomes.outcomes import read_outcomes


def test_an_identifier_never_becomes_a_record(encounters, issues_of):
    frame = encounters.assign(**{"Home Phone": "555 123 4567", "dob": "1960-02-01"})
    found = issues_of("identifier_columns", frame)
    assert {issue.column for issue in found} == {"Home Phone", "dob"}
    assert {issue.value for issue in found} == {""}
    assert {"birth_date", "Home Phone"}.isdisjoint(read_outcomes(frame).records.columns)


def test_an_identifier_used_as_the_id_is_warned_of(encounters, issues_of):
    frame = encounters.rename(columns={"patient_id": "MRN"})
    (issue,) = issues_of("identifier_columns", frame, mapping={"columns": {"MRN": "patient_id"}})
    assert "is read as patient_id" in issue.message


def test_names_of_things_are_no_names_of_people(encounters, issues_of):
    assert not issues_of("identifier_columns", encounters.assign(drug_name="x", instrument_name="y"))
