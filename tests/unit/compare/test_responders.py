import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.responders import (
    MEASURES,
    NON_RESPONDER,
    OBSERVED,
    needed_in_words,
    responder_effect,
    responder_table,
)
from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.compare.risk_ratio import risk_ratio
from dnoutcomes.plan import Responder

POINTS = Responder(value=2, scale="points")


def rows_of(treated, reference, baseline=6.0):
    """Rows with these answers, None for a missing score."""
    answers = [("needling", answer) for answer in treated] + [("standard", answer) for answer in reference]
    frame = pd.DataFrame(answers, columns=["arm", POINTS.column]).astype({POINTS.column: float})
    return frame.assign(arm=pd.Categorical(frame["arm"], ["standard", "needling"]), baseline=baseline)


ROWS = rows_of([1, 1, 1, 0, None], [1, 0, 0, 0, 0, None, None])


def test_observed_cases_leave_missing_scores_out():
    row = responder_effect(ROWS, POINTS, OBSERVED, "risk difference", 0.95)
    expected = risk_difference(3, 4, 1, 5)
    assert row["estimate"] == pytest.approx(0.75 - 0.2)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((expected.conf_low, expected.conf_high))
    assert row["n_subjects"] == 9


def test_the_ratio_is_of_observed_cases_and_may_be_infinite():
    row = responder_effect(ROWS, POINTS, OBSERVED, "risk ratio", 0.95)
    expected = risk_ratio(3, 4, 1, 5)
    assert row["estimate"] == pytest.approx(3.75)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((expected.conf_low, expected.conf_high))
    nobody = responder_effect(rows_of([1, 0], [0, 0]), POINTS, OBSERVED, "risk ratio", 0.95)
    assert np.isinf(nobody["estimate"])


def test_missing_scores_can_count_as_failures():
    row = responder_effect(ROWS, POINTS, NON_RESPONDER, "risk difference", 0.95)
    assert row["estimate"] == pytest.approx(3 / 5 - 1 / 7)
    assert row["n_subjects"] == 12


BENEFIT, HARM = "number needed to treat to benefit", "number needed to treat to harm"


def needed(rows, measure):
    return [
        responder_effect(rows, POINTS, OBSERVED, measure, 0.95)[name]
        for name in ("estimate", "conf_low", "conf_high")
    ]


def test_the_number_needed_is_the_inverse_on_one_side_when_the_difference_is_sure():
    rows = rows_of([1] * 30 + [0] * 10, [1] * 10 + [0] * 30)
    difference = responder_effect(rows, POINTS, OBSERVED, "risk difference", 0.95)
    expected = [2, 1 / difference["conf_high"], 1 / difference["conf_low"]]
    assert needed(rows, BENEFIT) == pytest.approx(expected)
    assert np.isnan(needed(rows, HARM)).all()
    turned = rows_of([1] * 10 + [0] * 30, [1] * 30 + [0] * 10)
    assert needed(turned, HARM) == pytest.approx(expected)
    assert np.isnan(needed(turned, BENEFIT)).all()


@pytest.mark.parametrize("turn", [False, True])
def test_an_interval_over_zero_is_two_segments_to_infinity(turn):
    """Altman 1998: the estimate stands on its side, and no number is negative or without an interval."""
    few, more = [1] * 9 + [0] * 18, [1] * 12 + [0] * 11
    rows = rows_of(few, more) if turn else rows_of(more, few)
    difference = responder_effect(rows, POINTS, OBSERVED, "risk difference", 0.95)
    sides = {BENEFIT: difference["conf_high"], HARM: -difference["conf_low"]}
    estimated = HARM if turn else BENEFIT
    for measure, end in sides.items():
        estimate, low, high = needed(rows, measure)
        assert (low, high) == (pytest.approx(1 / end), np.inf)
        assert np.isnan(estimate) == (measure != estimated)
    assert needed(rows, estimated)[0] == pytest.approx(1 / abs(difference["estimate"]))
    words = needed_in_words(rows, POINTS, 0.95)
    assert [segment.direction for segment in words.segments] == ["benefit", "harm"]
    assert "to infinity to NNTH" in words.text


@pytest.mark.parametrize("measure", MEASURES)
def test_nobody_responding_is_a_result_and_an_empty_arm_is_none(measure):
    nobody = responder_effect(rows_of([0] * 12, [0] * 15), POINTS, OBSERVED, measure, 0.95)
    assert nobody["n_subjects"] == 27
    if measure == "risk difference":
        assert nobody["estimate"] == 0
        assert nobody["conf_low"] < 0 < nobody["conf_high"]
    empty = responder_effect(rows_of([None], [1, 0]), POINTS, OBSERVED, measure, 0.95)
    assert np.isnan(empty["estimate"])
    assert empty["n_subjects"] == 2
    assert needed_in_words(rows_of([None], [1, 0]), POINTS, 0.95) is None


def test_a_percent_of_nothing_is_no_response_and_a_missing_score_is_missing(make):
    patients = pd.DataFrame(
        {"patient_id": list("abcdef"), "arm": ["needling", "standard"] * 3, "cause": "diabetic"}
    )
    scores = pd.DataFrame({0: [6, 6, 0, 6, 6, 0], 84: [2, 6, 1, np.nan, 5, np.nan]}, index=list("abcdef"))
    table = responder_table(make(patients, scores)).query("cause == 'diabetic' and threshold == '30 %'")
    table = table.set_index(["arm", "missing_as"])[["n_patients", "responders", "missing", "undefined"]]
    assert table.loc[("needling", "left out")].tolist() == [3, 1, 0, 1]
    assert table.loc[("standard", "left out")].tolist() == [1, 0, 2, 0]
    assert table.loc[("standard", "non-responder")].tolist() == [3, 0, 2, 0]


def test_the_table_adds_up_over_causes_and_agrees_with_the_visits(make, trial):
    patients, scores = trial
    scores.iloc[:9, 2] = np.nan
    analysis = make(patients, scores)
    table = responder_table(analysis)
    counts = ["n_patients", "responders", "missing"]
    overall = table["population"] == "all patients together"
    keys = ["arm", "threshold", "missing_as"]
    by_cause = table[~overall].groupby(keys, observed=True)[counts].sum()
    together = table[overall].set_index(keys)[counts]
    pd.testing.assert_frame_equal(by_cause.sort_index(), together.sort_index(), check_dtype=False)
    expected = analysis.at_visit("W12").groupby("arm", observed=True)["responder_30_percent"].sum()
    assert together.loc[("needling", "30 %", "left out"), "responders"] == expected["needling"]
    assert table["share"].tolist() == pytest.approx((table["responders"] / table["n_patients"]).tolist())
    assert responder_table(analysis, by=None)["population"].unique().tolist() == ["all patients together"]
