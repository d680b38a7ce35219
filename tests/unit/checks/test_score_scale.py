from dnoutcomes.outcomes import read_outcomes


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
