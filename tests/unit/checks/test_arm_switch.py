import pytest

from dnoutcomes.outcomes import read_outcomes


@pytest.fixture
def switching(encounters, with_cells):
    return with_cells(encounters, (1, "arm", "needling"))


def test_it_asks_and_names_the_patient(switching, issues_of):
    (issue,) = issues_of("arm_switch", switching)
    assert issue.severity == "ask"
    assert "'S1'" in issue.message
    assert "arm_switch=" in issue.remedy


@pytest.mark.parametrize(("policy", "days"), [("first", 3), ("censor", 1), ("exclude", 0)])
def test_policies(switching, policy, days):
    outcomes = read_outcomes(switching, arm_switch=policy)
    kept = outcomes.records[outcomes.records["patient_id"] == "S1"]
    assert len(kept) == days
    assert set(kept["arm"]) <= {"standard"}
    # From the switch on, back in the first arm or not.
    assert outcomes.n_rows_set_aside == 3 - days


def test_the_switch_is_found_in_time_order_whatever_the_order_of_rows(switching):
    kept = read_outcomes(switching.iloc[::-1], arm_switch="censor").records
    assert kept.loc[kept["patient_id"] == "S1", "session_date"].dt.month.tolist() == [1]


@pytest.mark.parametrize("policy", ["censor", "exclude"])
def test_of_one_row_alone_no_patient_is_named(switching, policy):
    left_out = [item for item in read_outcomes(switching, arm_switch=policy).findings if item.sets_aside]
    assert [item.of_one_row.partition(":")[0] for item in left_out] == ["in both arms"]
