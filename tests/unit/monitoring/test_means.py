"""Means with limits by their n: by hand, against an XmR chart where all have the same n, and with chance alone."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring import individuals_chart, means_chart


def points_of(n, value):
    return pd.DataFrame({"period": [f"m{place:02d}" for place in range(len(value))], "n": n, "value": value})


def test_limits_by_hand():
    """m = (4*3 + 16*5 + 4*4) / 24 = 4.5; z = -3, 2, -1; ranges 5 and 3, mean 4; sigma_z = 4 / 1.128 = 3.546."""
    points = means_chart(points_of([4, 16, 4], [3.0, 5.0, 4.0])).points
    assert points["centre"].tolist() == [4.5] * 3
    assert points["sigma"].tolist() == pytest.approx([3.546099 / 2, 3.546099 / 4, 3.546099 / 2], abs=1e-6)
    assert points["upper"].tolist() == pytest.approx(
        [4.5 + 3.290527 * 3.546099 / root for root in (2, 4, 2)], abs=1e-5
    )


def test_months_of_the_same_n_have_the_limits_of_an_xmr_chart():
    points = points_of(20, [3.0, 5.0, 4.0, 8.0, 1.0])
    columns = ["centre", "lower", "upper", "sigma"]
    ours, theirs = (chart(points).points[columns] for chart in (means_chart, individuals_chart))
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_a_month_without_patients_is_a_gap():
    points = means_chart(points_of([4, 0, 16, 4], [3.0, np.nan, 5.0, 4.0])).points
    assert points["value"].isna().tolist() == [False, True, False, False]
    assert points["centre"].dropna().unique().tolist() == [4.5]


def test_without_the_number_of_values_there_is_no_such_chart():
    with pytest.raises(ModelError, match=r"needs the column n.* XmR chart"):
        means_chart(points_of(1, [1.0, 2.0]).drop(columns="n"))


def signals(chart, clinics):
    """Share of charts of 24 months with a signal where a clinic begins and ends and nothing changes."""
    rng = np.random.default_rng(20)
    expected = 6 * np.concatenate([np.linspace(0.2, 1, 6), np.ones(12), np.linspace(1, 0.4, 6)])
    found = 0
    for _ in range(clinics):
        n = rng.poisson(expected)
        value = rng.normal(0, 2.2 / np.sqrt(np.maximum(n, 1)))
        found += bool(chart(points_of(n, np.where(n > 0, value, np.nan))).signals)
    return found / clinics


def test_chance_signals_rarely_where_months_differ_in_their_n():
    """250 clinics, Monte Carlo error 1.1 points: 3 % with limits by n, 14 % with the same for all months."""
    assert signals(means_chart, 250) < 0.065
    assert signals(individuals_chart, 250) > 0.08
