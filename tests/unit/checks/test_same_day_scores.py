import pandas as pd
import pytest

from dnoutcomes import Plan
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes


@pytest.fixture
def twice(encounters):
    return pd.concat([encounters, encounters.iloc[[0]].assign(pain_nrs="5")], ignore_index=True)


def test_different_scores_on_a_day_are_asked(twice, issues_of):
    (issue,) = issues_of("same_day_scores", twice)
    assert issue.severity == "ask"
    assert issue.message.startswith("1 patient-days")
    assert 'same_day="mean"' in issue.remedy


def test_every_instrument_is_asked(encounters, issues_of):
    encounters["phq9"] = "12"
    twice = pd.concat([encounters, encounters.iloc[[4]].assign(phq9="13")], ignore_index=True)
    assert [issue.column for issue in issues_of("same_day_scores", twice)] == ["phq9"]


@pytest.mark.parametrize(("rule", "scores"), [("mean", [5, 7]), ("last", [5]), ("exclude", [])])
def test_the_rule_decides(twice, rule, scores):
    records = read_outcomes(twice, same_day=rule).records
    day = records[(records["patient_id"] == "S1") & (records["session_date"] == "2025-01-06")]
    assert sorted(day["pain_nrs"].dropna()) == scores
    assert len(records) == 13


def test_one_day_in_thousands_is_asked_too(issues_of):
    frame = pd.DataFrame(
        {
            "patient_id": [f"P{place // 4}" for place in range(2_000)],
            "arm": ["needling" if place // 4 % 3 else "standard" for place in range(2_000)],
            "cause": "diabetic",
            "study_day": [str(28 * (place % 4)) for place in range(2_000)],
            "pain_nrs": [str(place * 7 % 11) for place in range(2_000)],
        }
    )
    slip = pd.concat([frame, frame.iloc[[0]].assign(pain_nrs="3")], ignore_index=True)
    assert [issue.severity for issue in issues_of("same_day_scores", slip)] == ["ask"]


@pytest.mark.parametrize(("rule", "scores"), [("mean", [5, 7]), ("last", [5]), ("exclude", [])])
def test_the_plan_may_say_it(twice, rule, scores):
    outcomes = read_outcomes(twice, plan=Plan(same_day=rule))
    records = outcomes.records
    day = records[(records["patient_id"] == "S1") & (records["session_date"] == "2025-01-06")]
    assert (sorted(day["pain_nrs"].dropna()), outcomes.same_day) == (scores, rule)


def test_a_plan_and_a_mapping_that_differ_are_told(twice):
    with pytest.raises(DataError, match="the plan says same_day = 'mean', the mapping or the call 'last'"):
        read_outcomes(twice, same_day="last", plan=Plan(same_day="mean"))


def test_a_plan_that_says_nothing_of_it_keeps_its_hash():
    assert Plan(same_day="mean").hash != Plan().hash
    assert Plan(same_day=None).hash == Plan().hash


def test_the_same_score_twice_is_fine(encounters, issues_of):
    twice = pd.concat(
        [encounters.assign(encounter="assessment"), encounters.iloc[[0]].assign(encounter="session")]
    )
    assert not issues_of("same_day_scores", twice)
