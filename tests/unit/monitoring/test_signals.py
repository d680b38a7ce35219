import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.signals import (
    RULES,
    RUN_LENGTH,
    TREND_LENGTH,
    Series,
    outer_third,
    outside,
    run,
    trend,
)


def series_of(values, centre=0.0, half=3.0):
    values = np.asarray(values, dtype=float)
    flat = np.full(len(values), centre)
    return Series(values, flat, flat - half, flat + half)


def found(rule, values):
    return [(episode.side, episode.places) for episode in rule(series_of(values))]


def test_a_point_on_the_limit_is_inside_and_one_beyond_is_not():
    assert found(outside, [0, 3.0, 3.01, -3.0, -3.2]) == [("high", (2,)), ("low", (4,))]


def test_seven_points_on_one_side_are_a_run_and_six_are_none():
    assert found(run, [1, 1, 1, 1, 1, 1, -1]) == []
    assert found(run, [-1, 1, 1, 1, 1, 1, 1, 1, -1]) == [("high", (1, 2, 3, 4, 5, 6, 7))]


def test_points_on_the_centre_line_are_passed_over_in_a_run():
    assert found(run, [-1, -1, -1, 0, -1, -1, -1, -1]) == [("low", (0, 1, 2, 4, 5, 6, 7))]


def test_a_longer_run_is_one_episode():
    assert found(run, [1] * 9) == [("high", tuple(range(9)))]


def test_six_points_rising_are_a_trend_and_five_are_none():
    assert found(trend, [0, 0.1, 0.2, 0.3, 0.4, 0.3]) == []
    assert found(trend, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.1]) == [("high", (0, 1, 2, 3, 4, 5))]
    assert found(trend, [0.5, 0.4, 0.3, 0.2, 0.1, 0.0]) == [("low", (0, 1, 2, 3, 4, 5))]


def test_equal_neighbours_end_a_trend():
    assert found(trend, [0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5]) == []


@pytest.mark.parametrize(
    ("values", "places"),
    [([0, 2.1, 2.2, 0], (1, 2)), ([0, 2.1, 0, 2.2], (1, 3)), ([2.1, 0, 2.2, 0, 2.3], (0, 2, 4))],
)
def test_two_of_three_in_the_outer_third(values, places):
    assert found(outer_third, values) == [("high", places)]


def test_two_in_the_outer_third_on_different_sides_or_too_far_apart_are_none():
    assert found(outer_third, [2.1, -2.1, 0, 0, 2.1]) == []
    assert found(outer_third, [2.0, 2.0]) == []


def test_rules_are_stated_with_their_numbers():
    assert RULES["run"].statement == "7 points in a row on one side of the centre line"
    with pytest.raises(ModelError, match="did you mean 'trend'"):
        RULES["trnd"]


def test_chance_alone_seldom_meets_a_rule(rng):
    """Known centre and limits, independent normal points: the rate per point of each rule, by simulation.

    Outside: 2 (1 - Phi(3)) = 0.0027 a point. A run of exactly 7 or more that starts at a given point has probability
    2 x 0.5^8 = 0.0078 (the point before is on the other side). Tolerance: 5 standard errors of 200,000 points.
    """
    values = rng.normal(size=200_000)
    series = series_of(values)
    assert len(outside(series)) / len(values) == pytest.approx(0.0027, abs=0.0006)
    assert len(run(series)) / len(values) == pytest.approx(2 * 0.5**8, abs=0.001)


def test_the_statements_name_the_lengths_that_are_looked_for():
    assert RULES["run"].statement.startswith(f"{RUN_LENGTH} points in a row")
    assert RULES["trend"].statement.startswith(f"{TREND_LENGTH} points in a row")
