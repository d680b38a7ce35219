def test_one_patient_beside_others(encounters, issues_of, with_cells):
    frame = with_cells(encounters, *[(row, "cause", "hereditary") for row in range(3)])
    (issue,) = issues_of("small_cells", frame)
    assert issue.severity == "warn"
    assert "hereditary in standard" in issue.message


def test_an_arm_with_one_cause_has_no_cells(encounters, issues_of, with_cells):
    assert not issues_of("small_cells", encounters)


def test_a_few_patients_are_told(encounters, issues_of, with_cells):
    import pandas as pd

    more = [encounters.assign(patient_id=encounters["patient_id"] + str(n), cause=cause)
            for n, cause in enumerate(["diabetic", "hereditary"])]  # fmt: skip
    assert [issue.severity for issue in issues_of("small_cells", pd.concat(more))] == ["info"]
