import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.cusum import ALLOWANCE, DECISION, cumulative_sums, cusum_chart
from dnoutcomes.monitoring.individuals import individuals_chart
from dnoutcomes.monitoring.rare_events import g_chart
from dnoutcomes.plan import ChangePoint


def test_sums_by_hand(points_of):
    """Values 3 5 4 8: mean 5, sigma 7 / 3 / 1.128 = 2.06856; z = -0.96686, 0, -0.48343, 1.45029."""
    points = cusum_chart(individuals_chart(points_of([3.0, 5.0, 4.0, 8.0]))).points
    assert points["value"].tolist() == pytest.approx([0, 0, 0, 0.95029], abs=1e-4)
    assert points["low_value"].tolist() == pytest.approx([-0.46686, 0, 0, 0], abs=1e-4)


def run_length(rng, shift):
    """Months until either sum passes the decision limit, process in control up to a shift from the start."""
    z = rng.normal(shift, 1, 8_000)
    over = np.flatnonzero(np.maximum(cumulative_sums(z), cumulative_sums(-z)) > DECISION)
    return over[0] + 1


@pytest.mark.parametrize(("shift", "published", "n"), [(0.0, 465, 300), (1.0, 10.4, 1000), (0.5, 38.0, 1000)])
def test_average_run_lengths_are_the_published_ones(rng, shift, published, n):
    """Montgomery, table 9.3 (two-sided, k = 0.5, h = 5): 465 months to a false signal, 38.0 and 10.4 to a true one.

    The run length is near geometric in control, so its SE is about its mean / sqrt(n): 4 of them.
    """
    lengths = [run_length(rng, shift) for _ in range(n)]
    assert np.mean(lengths) == pytest.approx(published, abs=4 * np.std(lengths) / np.sqrt(n) + 0.1)
    assert ALLOWANCE == 0.5


def test_a_lasting_shift_is_seen_that_no_single_point_shows(points_of, rng):
    z = np.concatenate([rng.normal(0, 1, 12), rng.normal(1.5, 1, 12)])
    chart = individuals_chart(points_of(z - 0.0), title="Change", better="lower")
    sums = cusum_chart(chart)
    assert sums.kind == "CUSUM"
    assert [signal.rule for signal in sums.signals] == ["outside"] * len(sums.signals)
    assert (sums.points["value"] >= 0).all()
    assert (sums.points["low_value"] <= 0).all()


def test_hidden_points_stay_hidden_and_short_series_have_no_signal(points_of):
    chart = individuals_chart(points_of([1.0, 2.0, 9.0, 1.0], state=["shown", "hidden", "shown", "shown"]))
    points = cusum_chart(chart).points
    assert np.isnan(points["value"].iloc[1])
    assert cusum_chart(chart).rules == ()
    assert points["state"].tolist() == ["shown", "hidden", "shown", "shown"]


def test_a_point_without_limits_has_no_sum_and_isnt_hidden(points_of):
    alone = ChangePoint(month="2024-04", reason="new forms")
    chart = individuals_chart(points_of([1.0, 2.0, 9.0, 1.0]), change_points=(alone,))
    assert chart.points["state"].tolist() == ["shown"] * 4
    assert cusum_chart(chart).points["state"].tolist() == ["shown"] * 3 + ["not estimable"]
    assert cusum_chart(chart).hidden_periods == ()


def test_charts_without_a_standard_deviation_are_refused(points_of):
    with pytest.raises(ModelError, match="got g"):
        cusum_chart(g_chart(points_of([1.0, 2.0])))
