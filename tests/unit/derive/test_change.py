import numpy as np
import pandas as pd

from dnoutcomes.derive import (
    derive_change,
    derive_responder,
)
from dnoutcomes.instruments import get_instrument
from dnoutcomes.plan import Responder


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


def test_who_starts_from_zero_is_no_responder_in_percent_and_may_be_one_in_points():
    thresholds = (Responder(value=30, scale="percent"), Responder(value=2, scale="points"))
    # From 0: got worse, stayed, wasn't seen. From 5: half of it gone.
    frame = pd.DataFrame({"value": [3.0, 0.0, np.nan, 2.5], "baseline": [0.0, 0.0, 0.0, 5.0]})
    pain = get_instrument("pain_nrs")
    answers = derive_responder(derive_change(frame, pain), thresholds, pain)
    assert answers["responder_30_percent"].fillna(-1).tolist() == [0.0, 0.0, -1.0, 1.0]
    # Where higher is better, points tell an improvement that no percent can.
    strength = get_instrument("fact_gog_ntx")
    answers = derive_responder(derive_change(frame, strength), thresholds, strength)
    assert answers["responder_2_points"].fillna(-1).tolist() == [1.0, 0.0, -1.0, 0.0]
    assert answers["responder_30_percent"].fillna(-1).tolist() == [0.0, 0.0, -1.0, 0.0]


def test_a_scale_without_percents_has_no_answers_in_percent():
    frame = derive_change(pd.DataFrame({"value": [0.7], "baseline": [0.5]}), get_instrument("eq5d_index"))
    thirty = (Responder(value=30, scale="percent"),)
    assert derive_responder(frame, thirty, get_instrument("eq5d_index"))["responder_30_percent"].isna().all()


def test_composite_failure_is_no_response_even_without_a_score():
    frame = derive_change(
        pd.DataFrame({"value": [0.0, np.nan], "baseline": [6.0, 6.0]}), get_instrument("pain_nrs")
    )
    frame["composite_failure"] = True
    found = derive_responder(frame, (Responder(value=2, scale="points"),), get_instrument("pain_nrs"))
    assert found["responder_2_points"].tolist() == [0.0, 0.0]
