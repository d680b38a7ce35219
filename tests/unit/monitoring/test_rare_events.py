import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.rare_events import g_chart, t_chart

# Days between deaths after bypass surgery, in qicharts2 (R), data set cabg; the second part of its chart.
DAYS = [18, 1, 35, 16, 5, 21, 38, 3, 25, 3, 11, 13, 20, 9, 3, 8, 21, 24, 38, 8, 13, 9, 1, 30, 23, 3, 7, 22, 19, 11,
        31, 6, 1, 1]  # fmt: skip


def test_g_limits_by_hand(points_of):
    """Gaps 2 4 12: mean 6, median 4, upper limit 6 + 3 sqrt(42)."""
    points = g_chart(points_of([2.0, 4.0, 12.0])).points
    assert points["centre"].tolist() == [4.0] * 3
    assert points["upper"].iloc[0] == pytest.approx(6 + 3 * 42**0.5)
    assert points["lower"].isna().all()


def test_more_frequent_events_show_as_a_run_below_the_median(points_of):
    chart = g_chart(points_of([90.0] * 8 + [40.0] * 8), better="higher")
    assert [(signal.rule, signal.side) for signal in chart.signals] == [("run", "high"), ("run", "low")]
    assert chart.verdict == "deterioration"


def test_a_long_gap_is_a_point_outside(points_of):
    chart = g_chart(points_of([5.0, 9.0] * 6 + [120.0]), better="higher")
    assert chart.points["signal"].iloc[-1] == "outside"
    assert chart.rules == ("outside", "run")


def test_geometric_gaps_stay_inside(points_of, rng):
    """Beyond m + 3 sqrt(m (m + 1)) lie about exp(-4) = 1.8 % of geometric gaps; 5 standard errors of 20,000."""
    gaps = rng.geometric(0.02, 20_000) - 1.0
    mean = gaps.mean()
    share = (gaps > g_chart(points_of(gaps[:400])).points["upper"].iloc[0]).mean()
    assert mean == pytest.approx(49, rel=0.04)
    assert share == pytest.approx(np.exp(-4), abs=0.012)


def test_t_limits_as_r_has_them(points_of):
    """t chart of qicharts2: upper limit 102.5837 days. R has 2.6596 for 2.66, and days go with the power 3.6."""
    points = t_chart(points_of([float(day) for day in DAYS])).points
    assert points["upper"].iloc[0] == pytest.approx(102.58369462962973, rel=1e-3)


def test_t_centre_is_the_mean_of_powers_taken_back(points_of):
    points = t_chart(points_of([1.0, 8.0, 27.0])).points
    mean = (1 + 8 ** (1 / 3.6) + 27 ** (1 / 3.6)) / 3
    assert points["centre"].iloc[0] == pytest.approx(mean**3.6)


def test_events_on_one_day_are_no_error(points_of):
    assert t_chart(points_of([0.0, 0.0, 30.0])).points["lower"].isna().all()


def test_gaps_can_not_be_negative(points_of):
    for chart in (g_chart, t_chart):
        with pytest.raises(ModelError, match="order of time"):
            chart(points_of([3.0, -1.0]))
