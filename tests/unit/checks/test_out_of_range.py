from dnoutcomes.outcomes import read_outcomes


def test_a_score_takes_its_row_along_and_another_value_does_not(encounters, with_cells):
    frame = with_cells(encounters.assign(age="61"), (0, "pain_nrs", "10.5"), (4, "age", "7"))
    outcomes = read_outcomes(frame)
    shown = outcomes.rejects[["source_row", "column", "value", "set_aside"]].values.tolist()
    assert shown == [[2, "pain_nrs", "'10.5'", "row"], [6, "age", "'7'", "value"]]
    assert len(outcomes.records) == 11


def test_both_ends_of_the_range_are_valid(encounters, issues_of, with_cells):
    assert not issues_of("out_of_range", with_cells(encounters, (0, "pain_nrs", "0"), (6, "pain_nrs", "10")))


def test_a_declared_range_counts(encounters, issues_of):
    frame = encounters.rename(columns={"pain_nrs": "ache"})
    mapping = {"outcome": "ache", "instruments": {"ache": {"maximum": 7}}}
    assert [issue.row for issue in issues_of("out_of_range", frame, mapping=mapping)] == [8]
