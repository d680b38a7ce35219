import pytest

from dnoutcomes.outcomes import read_outcomes


@pytest.mark.parametrize("code", ["-9", "-99", "99", "999", "-999", "777", "888.0", "9999"])
def test_codes_are_asked_for(encounters, issues_of, with_cells, code):
    (issue,) = issues_of("missing_codes", with_cells(encounters, (2, "pain_nrs", code)))
    assert (issue.severity, issue.row) == ("ask", 4)
    assert code in issue.remedy


@pytest.mark.parametrize("value", ["-1", "11", "98", "55", "9"])
def test_other_numbers_are_no_codes(encounters, issues_of, with_cells, value):
    assert not issues_of("missing_codes", with_cells(encounters, (2, "pain_nrs", value)))


def test_99_on_a_scale_to_100_is_a_score(encounters, issues_of, with_cells):
    scores = [(row, "pain_nrs", str(30 + 5 * row)) for row in range(11)]
    frame = with_cells(encounters, *scores, (11, "pain_nrs", "99"))
    assert not issues_of("missing_codes", frame)
    assert issues_of("score_scale", frame)


def test_codes_of_one_column_leave_others_alone(encounters, with_cells):
    frame = with_cells(encounters.assign(eq_vas="99"), (2, "pain_nrs", "99"))
    records = read_outcomes(frame, missing_codes={"pain_nrs": [99]}).records
    assert records["pain_nrs"].isna().sum() == 1
    assert records["eq_vas"].notna().all()


def test_codes_for_all_columns_leave_ids_alone(encounters, with_cells):
    frame = with_cells(encounters.replace({"patient_id": {"S1": "99"}}), (4, "pain_nrs", "99"))
    assert "99" in set(read_outcomes(frame, missing_codes=[99]).records["patient_id"])
