import pytest

from dnoutcomes.outcomes import read_outcomes


@pytest.fixture
def changing(encounters, with_cells):
    return with_cells(encounters, (2, "cause", "chemotherapy"))


def test_it_asks(changing, issues_of):
    (issue,) = issues_of("cause_change", changing)
    assert (issue.severity, issue.column) == ("ask", "cause")


@pytest.mark.parametrize(
    ("policy", "causes"), [("first", {"diabetic"}), ("last", {"chemotherapy"}), ("exclude", set())]
)
def test_policies(changing, policy, causes):
    records = read_outcomes(changing.iloc[::-1], cause_change=policy).records
    assert set(records.loc[records["patient_id"] == "S1", "cause"]) == causes


def test_two_spellings_of_one_cause_are_no_change(encounters, issues_of, with_cells):
    assert not issues_of("cause_change", with_cells(encounters, (2, "cause", "diabetes")))


def test_a_row_without_a_cause_is_no_change(encounters, issues_of, with_cells):
    assert not issues_of(
        "cause_change", with_cells(encounters, (2, "cause", ""), (4, "cause", "not_recorded"))
    )


def test_of_one_row_alone_no_patient_is_named(changing):
    left_out = [item for item in read_outcomes(changing, cause_change="exclude").findings if item.sets_aside]
    assert [item.of_one_row for item in left_out] == ["more than one cause: left out"]
