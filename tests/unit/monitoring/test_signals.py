import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.signals import RULES, RUN_LENGTH, Series, outside, run


def series_of(values, centre=0.0, half=3.0):
    values = np.asarray(values, dtype=float)
    flat = np.full(len(values), centre)
    return Series(values, flat, flat - half, flat + half)


def found(rule, values):
    return [(episode.side, episode.places) for episode in rule(series_of(values))]


def test_a_point_on_the_limit_is_inside_and_one_beyond_is_not():
    assert found(outside, [0, 3.0, 3.01, -3.0, -3.2]) == [("high", (2,)), ("low", (4,))]


def test_nine_points_on_one_side_are_a_run_and_eight_are_none():
    assert found(run, [*[1] * 8, -1]) == []
    assert found(run, [-1, *[1] * 9, -1]) == [("high", tuple(range(1, 10)))]


def test_points_on_the_centre_line_are_passed_over_in_a_run():
    places = (0, 1, 2, 4, 5, 6, 7, 8, 9)
    assert found(run, [-1, -1, -1, 0, *[-1] * 6]) == [("low", places)]


def test_a_longer_run_is_one_episode():
    assert found(run, [1] * 12) == [("high", tuple(range(12)))]


def test_rules_are_stated_with_their_numbers():
    assert RULES["run"].statement == "9 points in a row on one side of the centre line"
    with pytest.raises(ModelError, match="did you mean 'outside'"):
        RULES["outsid"]


def test_chance_alone_seldom_meets_a_rule(rng):
    """Known centre and limits, independent normal points: the rate per point of each rule, by simulation.

    Outside: 2 (1 - Phi(3)) = 0.0027 a point. A run of 9 or more that starts at a given point has probability
    2 x 0.5^10 = 0.0020 (the point before is on the other side). Tolerance: 5 standard errors of 200,000 points.
    """
    values = rng.normal(size=200_000)
    series = series_of(values)
    assert len(outside(series)) / len(values) == pytest.approx(0.0027, abs=0.0006)
    assert len(run(series)) / len(values) == pytest.approx(2 * 0.5**10, abs=0.0006)


def test_the_statements_name_the_lengths_that_are_looked_for():
    assert RULES["run"].statement.startswith(f"{RUN_LENGTH} points in a row")
