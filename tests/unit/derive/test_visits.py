import pandas as pd
import pytest

from dnoutcomes.derive import assign_visits
from dnoutcomes.derive.visits import visit_rows
from dnoutcomes.plan import Plan, Visit

VISITS = (Visit(name="W02", day=14, first=8, last=21), Visit(name="W04", day=28, first=22, last=42))


def scores(*rows):
    return pd.DataFrame(rows, columns=["patient_id", "day", "value"])


def test_the_nearest_score_inside_the_window_counts():
    found = assign_visits(scores(("a", 10, 5.0), ("a", 15, 4.0), ("a", 43, 1.0)), VISITS, "earlier")
    assert found[["visit", "day", "value", "n_candidates"]].to_numpy().tolist() == [["W02", 15, 4.0, 2]]


@pytest.mark.parametrize(("rule", "expected"), [("earlier", 12), ("later", 16)])
def test_the_tie_rule_decides_between_scores_equally_near(rule, expected):
    found = assign_visits(scores(("a", 12, 5.0), ("a", 16, 4.0)), VISITS, rule)
    assert found["day"].tolist() == [expected]


def test_windows_are_inclusive_at_both_ends():
    found = assign_visits(
        scores(("a", 8, 1.0), ("b", 21, 2.0), ("c", 22, 3.0), ("d", 7, 4.0)), VISITS, "earlier"
    )
    assert dict(zip(found["patient_id"], found["visit"])) == {"a": "W02", "b": "W02", "c": "W04"}


def test_a_score_of_the_day_of_an_event_is_set_aside_and_one_of_the_day_before_counts():
    plan = Plan(visits=[visit.model_dump() for visit in VISITS], primary_visit="W04")
    patients = pd.DataFrame({"patient_id": ["a", "b"], "baseline": [6.0, 7.0]})
    events = pd.DataFrame({"patient_id": ["a", "b"], "strategy": "hypothetical", "event_day": [27, 28]})
    seen = scores(("a", 14, 5.0), ("a", 27, 3.0), ("b", 14, 6.0), ("b", 27, 4.0))
    rows = visit_rows(patients, seen, events, plan).set_index(["patient_id", "visit"])
    assert rows["value"].isna().to_dict() == {
        ("a", "W02"): False, ("a", "W04"): True, ("b", "W02"): False, ("b", "W04"): False,
    }  # fmt: skip
    assert rows.loc[("a", "W04"), "missing_because"] == "set aside after an intercurrent event"
