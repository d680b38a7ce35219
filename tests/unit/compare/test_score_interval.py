from math import inf

import pytest
from scipy import stats

from dnoutcomes.compare.score_interval import score_limits


def test_a_parabola_gives_the_wald_interval():
    low, high = score_limits(lambda value: ((value - 2) / 0.5) ** 2, 2, -100, 100, 0.9)
    half = stats.norm.ppf(0.95) * 0.5
    assert (low, high) == pytest.approx((2 - half, 2 + half), abs=1e-9)


def test_a_side_that_nothing_rejects_ends_at_the_end_of_the_range():
    assert score_limits(lambda value: 0.0, 0.5, 0, 1, 0.95) == (0, 1)
    assert score_limits(lambda value: 0.0 if value == 1 else 100.0, 1, 0, 1, 0.95)[1] == 1


def test_an_infinite_statistic_at_the_end_is_a_rejection():
    low, high = score_limits(
        lambda value: inf if value in (0, 1) else 40 * (value - 0.5) ** 2, 0.5, 0, 1, 0.95
    )
    assert low == pytest.approx(0.5 - (stats.chi2.ppf(0.95, 1) / 40) ** 0.5)
    assert high == pytest.approx(1 - low)
