from dnoutcomes.outcomes import read_outcomes


def test_the_first_value_in_time_is_used(encounters, issues_of):
    frame = encounters.assign(weight_kg=["80", "81", "82"] * 4)
    (issue,) = issues_of("changing_values", frame)
    assert issue.severity == "warn"
    assert set(read_outcomes(frame.iloc[::-1]).records["weight_kg"]) == {80.0}


def test_a_birthday_is_no_contradiction(encounters, issues_of):
    assert not issues_of("changing_values", encounters.assign(age=["61", "61", "62"] * 4))
    assert issues_of("changing_values", encounters.assign(age=["61", "61", "66"] * 4))


def test_values_written_once_are_filled_in(encounters, issues_of):
    frame = encounters.assign(sex=["", "F", ""] * 4)
    assert not issues_of("changing_values", frame)
    assert set(read_outcomes(frame).records["sex"]) == {"F"}
