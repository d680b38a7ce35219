import itertools

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.rare_events import g_chart, largest_likely_gap, t_chart


def largest_by_listing(total, gaps):
    """Every way to share a total among gaps, counted one by one: all are equally likely for geometric gaps."""
    first = [ways[0] for ways in itertools.product(range(total + 1), repeat=gaps) if sum(ways) == total]
    return max(size for size in range(total + 1) if np.mean([gap >= size for gap in first]) > 0.001)


@pytest.mark.parametrize(("total", "gaps"), [(40, 3), (14, 5), (9, 6), (0, 4)])
def test_the_limit_is_the_largest_gap_that_chance_reaches(total, gaps):
    assert largest_likely_gap(total, gaps) == largest_by_listing(total, gaps)


def test_centre_and_limits_of_a_chart(points_of):
    for chart in (g_chart, t_chart):
        points = chart(points_of([2.0, 4.0, 12.0, 3.0])).points
        assert points["centre"].tolist() == [3.5] * 4
        assert points["upper"].iloc[0] == largest_likely_gap(21, 4)
        assert points["lower"].isna().all()


def test_more_frequent_events_show_as_a_run_below_the_median(points_of):
    chart = g_chart(points_of([90.0] * 10 + [40.0] * 10), better="higher")
    assert [(signal.rule, signal.side) for signal in chart.signals] == [("run", "high"), ("run", "low")]
    assert chart.verdict == "deterioration"


def test_a_long_gap_is_a_point_outside(points_of):
    chart = g_chart(points_of([5.0, 9.0] * 6 + [120.0]), better="higher")
    assert chart.points["signal"].iloc[-1] == "outside"
    assert chart.rules == ("outside", "run")


def test_events_on_one_day_are_no_error(points_of):
    assert t_chart(points_of([0.0, 0.0, 30.0])).points["lower"].isna().all()


def test_gaps_can_not_be_negative(points_of):
    for chart in (g_chart, t_chart):
        with pytest.raises(ModelError, match="order of time"):
            chart(points_of([3.0, -1.0]))
