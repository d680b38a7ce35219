import pandas as pd

from dnoutcomes.outcomes import read_outcomes


def test_the_repeats_are_listed_and_one_is_kept(encounters):
    frame = pd.concat([encounters, encounters.iloc[[4, 4]]])
    outcomes = read_outcomes(frame)
    assert len(outcomes.records) == 12
    assert outcomes.rejects["source_row"].tolist() == [14, 15]
    assert set(outcomes.rejects["set_aside"]) == {"duplicate"}
    assert outcomes.n_rows_set_aside == 0


def test_rows_that_differ_in_a_column_that_is_not_used_are_two(encounters, issues_of):
    frame = pd.concat([encounters.assign(room=""), encounters.iloc[[4]].assign(room="2")])
    assert not issues_of("duplicate_rows", frame)
