import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.deidentification.k_anonymous.planned_scores import (
    pattern_of,
    planned_scores,
    visits_to_leave_out,
)
from dnoutcomes.plan import Plan

VISITS = [
    {"name": "W04", "day": 28, "first": 15, "last": 56},
    {"name": "W12", "day": 84, "first": 57, "last": 120},
]
# Patient, day, pain, sleep, rescue.
# a's event lies between the two scores of W12; b's is on the day of the score; c's comes at the end.
ROWS = [
    ("a", -3, 8, 20, "no"), ("a", 20, 6, "", "no"), ("a", 40, 5, "", "no"), ("a", 75, 4, "", "no"),
    ("a", 80, "", "", "yes"), ("a", 90, 2, 9, "yes"),
    ("b", 0, 7, 15, "no"), ("b", 0, 6, "", "no"), ("b", 85, 3, 8, "yes"),
    ("c", -1, 9, 11, "no"), ("c", 28, 7, "", "no"), ("c", 100, "", "", "yes"), ("c", 150, 1, "", "yes"),
]  # fmt: skip
ARMS = {"a": "needling", "b": "standard", "c": "needling"}


def analysis_of(strategy, rows=ROWS):
    frame = pd.DataFrame(rows, columns=["patient_id", "study_day", "pain_nrs", "isi", "rescue"]).astype(str)
    frame = frame.assign(arm=frame["patient_id"].map(ARMS), cause="diabetic")
    plan = Plan(
        visits=VISITS,
        estimand={"intercurrent_events": [{"event": "rescue", "strategy": strategy}]},
        pool_causes_below=0,
    )
    outcomes = dn.read_outcomes(frame, plan=plan, mapping={"same_day": "mean", "day_zero": "day_0"})
    return dn.build_analysis(outcomes, plan)


def table_of(strategy):
    return planned_scores(analysis_of(strategy), ["pain_nrs", "isi"])


def test_scores_stand_on_their_planned_days():
    table = table_of("treatment-policy").astype(object).fillna("").to_dict("split")["data"]
    assert table == [
        ["a", 0, 20.0, 8.0, False],
        ["a", 28, "", 6.0, False],
        ["a", 84, 9.0, 2.0, True],
        ["b", 0, 15.0, 6.5, False],
        ["b", 84, 8.0, 3.0, True],
        ["c", 0, 11.0, 9.0, False],
        ["c", 28, "", 7.0, False],
    ]


@pytest.mark.parametrize("strategy", ["treatment-policy", "hypothetical", "composite", "while-on-treatment"])
def test_the_analysis_of_the_table_is_that_of_the_original(strategy):
    first = analysis_of(strategy)
    table = planned_scores(first, ["pain_nrs", "isi"])
    rows = table[["patient_id", "study_day", "pain_nrs", "isi", "rescue"]].astype(object)
    rows["rescue"] = rows["rescue"].map({True: "yes", False: "no"})
    back = analysis_of(strategy, rows.where(rows.notna(), "").values.tolist())
    columns = ["patient_id", "visit", "value", "baseline", "change", "composite_failure"]
    pd.testing.assert_frame_equal(back.visits[columns], first.visits[columns])
    told = ["responder" in name for name in first.visits.columns]
    assert sum(told) == sum("responder" in name for name in back.visits.columns)


def test_visits_go_with_the_fewest_scores_first_and_never_the_primary_one():
    plan = Plan(visits=[*VISITS, {"name": "W24", "day": 168}], primary_visit="W12")
    table = pd.DataFrame({"study_day": [0] * 5 + [28] * 4 + [84] * 2 + [168] * 3})
    assert visits_to_leave_out(table, plan) == [168, 28]


def test_a_pattern_says_who_has_a_row_on_which_day():
    table = pd.DataFrame({"patient_id": list("aabcc"), "study_day": [0, 84, 0, 28, 0]})
    patients = pd.Series(list("cab"))
    assert pattern_of(table, [0, 28, 84], patients).tolist() == ["110", "101", "100"]
    assert pattern_of(table, [0, 84], patients).tolist() == ["10", "11", "10"]
