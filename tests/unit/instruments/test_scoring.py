"""Scores from items: public rules, missing items, direction."""

import math

import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.instruments.scoring import ItemScore

SCORED = [item for item in INSTRUMENTS.values() if isinstance(item.scoring, ItemScore)]


@pytest.mark.parametrize("item", SCORED, ids=lambda item: item.code)
def test_scores_span_the_range_of_the_instrument(item):
    rule = item.scoring
    ends = sorted(rule(dict.fromkeys(rule.items, answer)) for answer in (rule.low, rule.high))
    expected_low = 3 if item.code == "qlq_cipn20_autonomic" else item.minimum
    assert ends == [expected_low, item.maximum]


@pytest.mark.parametrize("item", SCORED, ids=lambda item: item.code)
def test_score_is_missing_just_below_the_rule_and_there_at_it(item):
    rule = item.scoring
    answers = dict.fromkeys(rule.items, rule.low)
    kept = {name: answers[name] for name in rule.items[: rule.least_answered]}
    assert not math.isnan(rule(kept))
    if rule.least_answered > 1:
        kept[rule.items[rule.least_answered - 1]] = None
        assert math.isnan(rule(kept))


def test_number_of_items_of_each_rule():
    assert {item.code: len(item.scoring.items) for item in SCORED} == {
        "bpi_severity": 4,
        "bpi_interference": 7,
        "npsi_total": 10,
        "npsi_burning": 1,
        "npsi_pressing": 2,
        "npsi_paroxysmal": 2,
        "npsi_evoked": 3,
        "npsi_paresthesia": 2,
        "qlq_cipn20_sensory": 9,
        "qlq_cipn20_motor": 8,
        "qlq_cipn20_autonomic": 3,
        "fact_gog_ntx": 11,
        "isi": 7,
        "phq9": 9,
        "gad7": 7,
    }


def test_cipn20_subscales_share_the_twenty_items_out():
    parts = [INSTRUMENTS[f"qlq_cipn20_{part}"].scoring.items for part in ("sensory", "motor", "autonomic")]
    items = [item for part in parts for item in part]
    assert sorted(items) == [f"cipn20_{number}" for number in range(31, 51)]


def test_fact_ntx_is_reversed_and_prorated():
    rule = INSTRUMENTS["fact_gog_ntx"].scoring
    answers = dict.fromkeys(rule.items, 1)  # 11 items, each worth 4 - 1
    assert rule(answers) == 33
    six = {name: 1 if place < 6 else None for place, name in enumerate(rule.items)}
    assert rule(six) == 33
    assert rule(dict.fromkeys(rule.items, 0)) == 44


def test_bpi_severity_needs_more_than_half_of_its_items():
    rule = INSTRUMENTS["bpi_severity"].scoring
    assert rule({"bpi_worst": 8, "bpi_least": 2, "bpi_average": 5, "bpi_now": None}) == 5
    assert math.isnan(rule({"bpi_worst": 8, "bpi_least": 2, "bpi_average": None, "bpi_now": None}))


def test_npsi_leaves_the_two_questions_on_time_out():
    rule = INSTRUMENTS["npsi_total"].scoring
    answers = {f"npsi_{number}": 1 for number in range(1, 13)} | {"npsi_4": 5, "npsi_7": 5}
    assert rule(answers) == 10


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, "", " "])
def test_unanswered_in_any_spelling(missing):
    rule = ItemScore(("a", "b"), 0, 4, "mean", least_answered=1)
    assert rule({"a": 3, "b": missing}) == 3


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"a": "three", "b": 1}, "item a: 'three' is not a number"),
        ({"a": 1, "b": -1}, "item b: -1 is outside 0 to 4"),
        ({"c": 1}, "none of the items is there; expected a, b"),
    ],
)
def test_bad_answers_are_named(answers, message):
    with pytest.raises(DataError, match=message):
        ItemScore(("a", "b"), 0, 4, "sum", least_answered=2)(answers)


def test_monofilament_percent():
    rule = INSTRUMENTS["monofilament_percent"].scoring
    assert rule({"monofilament_felt": 3, "monofilament_tested": 4}) == 75
    assert math.isnan(rule({"monofilament_felt": None, "monofilament_tested": 4}))
    with pytest.raises(DataError, match="5 sites felt of 4 tested"):
        rule({"monofilament_felt": 5, "monofilament_tested": 4})
    with pytest.raises(DataError, match="0 sites felt of 0 tested"):
        rule({"monofilament_felt": 0, "monofilament_tested": 0})
    with pytest.raises(DataError, match="no item monofilament_tested"):
        rule({"monofilament_felt": 5})
