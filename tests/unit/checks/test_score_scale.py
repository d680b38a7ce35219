import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes, validate_file


def test_another_scale_is_asked_for_and_applied_once_told(encounters, issues_of):
    frame = encounters.assign(pain_nrs=encounters["pain_nrs"].astype(int) * 10)
    (issue,) = issues_of("score_scale", frame)
    assert issue.severity == "ask"
    told = read_outcomes(frame, scale="0-100").records["pain_nrs"]
    assert told.equals(read_outcomes(encounters).records["pain_nrs"])


def test_one_slip_is_a_faulty_row(encounters, issues_of, with_cells):
    frame = with_cells(encounters, (2, "pain_nrs", "70"))
    assert not issues_of("score_scale", frame)
    assert issues_of("out_of_range", frame)


def test_a_raw_score_in_a_column_of_another_unit(encounters, issues_of):
    assert issues_of("score_scale", encounters.assign(hba1c=["48", "53", "64"] * 4))
    assert not issues_of("score_scale", encounters.assign(hba1c=["6.5", "7.0", "8.1"] * 4))


def test_scores_beyond_a_stated_scale_are_asked_about_and_not_set_aside_in_bulk(encounters, issues_of):
    frame = encounters.assign(pain_nrs=encounters["pain_nrs"].astype(int) * 10)
    (issue,) = issues_of("score_scale", frame, scale="0-50")
    assert (issue.severity, issue.row) == ("ask", 2)
    assert (
        "runs from 20 to 80, and its scale is stated as 0-50: 4 of 12 scores lie beyond it" in issue.message
    )
    assert not issues_of("out_of_range", frame, scale="0-50")
    with pytest.raises(DataError, match="can mean two things") as caught:
        read_outcomes(frame, scale={"pain_nrs": "0-50"})
    assert caught.value.verdict == "ask"
    assert validate_file(frame, scale="0-80").verdict == validate_file(encounters).verdict


@pytest.mark.parametrize(("n_beyond", "asked"), [(1, False), (3, False), (4, True)])
def test_a_few_percent_beyond_a_stated_scale_are_slips(encounters, issues_of, n_beyond, asked):
    many = pd.concat(
        [encounters.assign(patient_id=encounters["patient_id"] + f"-{copy}") for copy in range(6)],
        ignore_index=True,
    )
    scores = many["pain_nrs"].astype(int) * 10
    frame = many.assign(pain_nrs=scores.where(scores.index >= n_beyond, 120).astype(str))
    assert bool(issues_of("score_scale", frame, scale="0-100")) is asked
    assert len(issues_of("out_of_range", frame, scale="0-100")) == (0 if asked else n_beyond)
