import pandas as pd
import pytest

from dnoutcomes.derive import (
    daily_scores,
    derive_baseline,
)
from dnoutcomes.plan import BaselineRule


def scores(*rows):
    return pd.DataFrame(rows, columns=["patient_id", "day", "value"])


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
