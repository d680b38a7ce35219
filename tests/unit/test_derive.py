import numpy as np
import pandas as pd
import pytest

from dnoutcomes.derive import (
    assign_visits,
    daily_scores,
    derive_baseline,
    derive_change,
    derive_day,
    derive_event_days,
    derive_responder,
)
from dnoutcomes.derive.visits import visit_rows
from dnoutcomes.errors import DataError
from dnoutcomes.instruments import get_instrument
from dnoutcomes.plan import BaselineRule, IntercurrentEvent, Plan, Responder, Visit

VISITS = (Visit(name="W02", day=14, first=8, last=21), Visit(name="W04", day=28, first=22, last=42))


def scores(*rows):
    return pd.DataFrame(rows, columns=["patient_id", "day", "value"])


def test_time_zero_is_the_index_date_else_the_first_record():
    records = pd.DataFrame(
        {
            "patient_id": ["a", "a", "b", "b"],
            "session_date": pd.to_datetime(["2026-01-01", "2026-01-15", "2026-02-01", "2026-02-08"]),
            "index_date": pd.to_datetime([None, "2026-01-08", None, None]),
        }
    )
    assert derive_day(records)["day"].tolist() == [-7, 7, 0, 7]


def test_a_study_day_is_taken_as_it_stands():
    records = pd.DataFrame({"patient_id": ["a", "a"], "study_day": [0.0, 84.0]})
    assert derive_day(records)["day"].tolist() == [0, 84]


def test_several_scores_on_a_day_are_averaged_whatever_the_order():
    records = pd.DataFrame({"patient_id": ["a"] * 3, "day": [0, 0, 7], "pain_nrs": [4.0, 7.0, 3.0]})
    forward = daily_scores(records, "pain_nrs")
    backward = daily_scores(records[::-1], "pain_nrs")
    assert forward["value"].tolist() == [5.5, 3.0]
    pd.testing.assert_frame_equal(forward, backward)


@pytest.mark.parametrize(("rule", "expected"), [("last", 6.0), ("first", 8.0), ("mean", 7.0)])
def test_baseline_rules(rule, expected):
    records = scores(("a", -14, 8.0), ("a", 0, 6.0), ("a", 7, 1.0), ("a", -200, 10.0))
    found = derive_baseline(records.rename(columns={"value": "pain"}), "pain", BaselineRule(rule=rule))
    assert found["baseline"].tolist() == [expected]


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


def test_change_is_later_minus_baseline_and_improvement_follows_the_direction():
    frame = pd.DataFrame({"value": [4.0, 30.0], "baseline": [8.0, 20.0]})
    pain = derive_change(frame, get_instrument("pain_nrs"))
    assert pain["change"].tolist() == [-4.0, 10.0]
    assert pain["percent_improvement"].tolist() == [50.0, -50.0]
    ntx = derive_change(frame, get_instrument("fact_gog_ntx"))
    assert ntx["percent_improvement"].tolist() == [-50.0, 50.0]


def test_a_baseline_of_zero_has_no_percent_change():
    frame = derive_change(pd.DataFrame({"value": [2.0], "baseline": [0.0]}), get_instrument("pain_nrs"))
    assert frame["percent_improvement"].isna().all()


def test_an_improvement_equal_to_the_threshold_is_a_response_despite_binary_fractions():
    frame = derive_change(
        pd.DataFrame({"value": [4.2, 4.3, np.nan], "baseline": [6.0] * 3}), get_instrument("pain_nrs")
    )
    found = derive_responder(frame, (Responder(value=30, scale="percent"),), get_instrument("pain_nrs"))
    assert found["responder_30_percent"].tolist()[:2] == [1.0, 0.0]
    assert np.isnan(found["responder_30_percent"].iloc[2])


def test_composite_failure_is_no_response_even_without_a_score():
    frame = derive_change(
        pd.DataFrame({"value": [0.0, np.nan], "baseline": [6.0, 6.0]}), get_instrument("pain_nrs")
    )
    frame["composite_failure"] = True
    found = derive_responder(frame, (Responder(value=2, scale="points"),), get_instrument("pain_nrs"))
    assert found["responder_2_points"].tolist() == [0.0, 0.0]


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


def test_event_days_are_the_first_after_time_zero():
    records = pd.DataFrame({"patient_id": ["a"] * 3, "day": [0, 20, 30], "rescue": [True, True, True]})
    found = derive_event_days(records, (IntercurrentEvent(event="rescue"),))
    assert found["event_day"].tolist() == [20]


def test_an_event_without_a_column_is_an_error():
    with pytest.raises(DataError, match="no such column"):
        derive_event_days(pd.DataFrame({"patient_id": [], "day": []}), (IntercurrentEvent(event="rescue"),))
