import math

import numpy as np
import pytest

from dnoutcomes.describe.exact_intervals import rate_interval, share_interval


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    # Clopper-Pearson, R 4: binom.test(x, n)$conf.int; 0 of 20 and 20 of 20 in closed form, 1 - 0.025^(1/20).
    [
        (4, 20, 0.0573340, 0.4366140),
        (0, 20, 0.0, 0.1684335),
        (20, 20, 0.8315665, 1.0),
        (1, 10, 0.0025286, 0.4450161),
    ],
)
def test_shares(count, n, low, high):
    assert share_interval(count, n) == pytest.approx((low, high), abs=1e-7)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Garwood, 95 %; each end checked by summing the Poisson probabilities.
    [(0, 0.0, 3.688879), (1, 0.025318, 5.571643), (10, 4.795389, 18.390356), (20, 12.216520, 30.888377)],
)
def test_rates(count, low, high):
    assert rate_interval(count, 1) == pytest.approx((low, high), abs=1e-6)
    assert rate_interval(count, 50) == pytest.approx((low / 50, high / 50), abs=1e-7)


def test_nobody_has_no_interval():
    assert all(math.isnan(end) for end in (*share_interval(0, 0), *rate_interval(0, 0)))


def test_both_cover_at_least_as_often_as_they_say(rng):
    """2,000 draws each; exact intervals cover 95 % or more, Monte Carlo SE 0.5 points."""
    shares = [share_interval(int(x), 30) for x in rng.binomial(30, 0.1, 2000)]
    rates = [rate_interval(int(x), 100) for x in rng.poisson(5, 2000)]
    assert np.mean([low <= 0.1 <= high for low, high in shares]) > 0.945
    assert np.mean([low <= 0.05 <= high for low, high in rates]) > 0.945


@pytest.fixture
def rng():
    return np.random.default_rng(1)
