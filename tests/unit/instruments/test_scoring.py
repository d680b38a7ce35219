"""Scores from items: public rules, missing items, direction."""

import math

import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.instruments.scoring import ItemScore, WeightedItems

WEIGHTED = [item for item in INSTRUMENTS.values() if isinstance(item.scoring, WeightedItems)]
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
        "dn4": 10,
        "tnsc": 7,
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


@pytest.mark.parametrize("item", WEIGHTED, ids=lambda item: item.code)
def test_the_best_and_the_worst_answers_span_the_range(item):
    for pick, end in ((min, item.minimum), (max, item.maximum)):
        answers = {
            name: pick(points, key=lambda answer: points[answer])
            for name, points in item.scoring.points.items()
        }
        assert item.scoring(answers) == pytest.approx(end)
        assert math.isnan(item.scoring(answers | {item.scoring.items[0]: None}))


def test_paindetect_counts_course_and_radiation():
    score = INSTRUMENTS["paindetect"].scoring
    rated = {f"paindetect_{number}": number % 3 for number in range(1, 8)}  # 1 2 0 1 2 0 1: 7 points
    for course, radiates, total in ((1, 0, 7), (2, 0, 6), (3, 0, 8), (4, 1, 10)):
        assert score(rated | {"paindetect_course": course, "paindetect_radiates": radiates}) == total
    with pytest.raises(DataError, match=r"item paindetect_course: 5 isn't one of 1, 2, 3, 4"):
        score(rated | {"paindetect_course": 5, "paindetect_radiates": 0})


def test_mnsi_questions_7_and_13_count_no_and_4_and_10_are_not_counted():
    score = INSTRUMENTS["mnsi_q"].scoring
    everything = {f"mnsi_{number}": 1 for number in range(1, 16)}
    assert score(everything) == 11
    assert score(everything | {"mnsi_7": 0, "mnsi_13": 0}) == 13
    assert score(dict.fromkeys(everything, 0)) == 2
    assert score(everything | {"mnsi_4": 0, "mnsi_10": 0}) == 11


def test_mnsi_examination_adds_both_feet():
    score = INSTRUMENTS["mnsi_exam"].scoring
    signs = dict.fromkeys(score.items, 0.0)
    assert score(signs | {"mnsi_ulcer_left": 1, "mnsi_reflex_right": 0.5, "mnsi_vibration_left": 1}) == 2.5
    with pytest.raises(DataError, match=r"item mnsi_ulcer_left: 0\.5 isn't one of 0, 1"):
        score(signs | {"mnsi_ulcer_left": 0.5})


def test_ntss_takes_intensity_with_frequency():
    score = INSTRUMENTS["ntss_6"].scoring
    assert score(dict(zip(score.items, (0, 1, 2.33, 3.66, 0, 1.66)))) == pytest.approx(8.65)
    with pytest.raises(DataError, match=r"item ntss_1: 1\.5 isn't one of 0, 1, 1\.33"):
        score(dict.fromkeys(score.items, 1.5))
