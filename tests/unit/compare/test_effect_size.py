from math import gamma, sqrt

import numpy as np
import pytest
from scipy import integrate, stats

from dnoutcomes.compare.effect_size import hedges_g, noncentrality_limits
from dnoutcomes.errors import ModelError


def noncentral_t_cdf(t, df, noncentrality):
    """The definition: a shifted normal over an independent root of chi-square / df, averaged over the latter."""

    def integrand(scale):
        return stats.norm.cdf(t * scale - noncentrality) * stats.chi2.pdf(df * scale**2, df) * 2 * df * scale

    return integrate.quad(integrand, 0, 6, points=[1], limit=200)[0]


def test_published_noncentrality_limits():
    # The manual of R's MBESS, conf.limits.nct(ncp = 2.83, df = 126): 0.8337502 and 4.815359.
    assert noncentrality_limits(2.83, 126, 0.95) == pytest.approx((0.8337502, 4.815359), abs=1e-6)


@pytest.mark.parametrize(("difference", "n1", "n2"), [(-1.2, 8, 11), (0.0, 5, 5), (3.0, 30, 12), (6.0, 3, 3)])
def test_the_limits_leave_half_the_error_on_each_side(difference, n1, n2):
    g = hedges_g(difference, 2.0, n1, n2, confidence_level=0.9)
    scale = sqrt(n1 * n2 / (n1 + n2))
    t = difference / 2.0 * scale
    tails = [noncentral_t_cdf(t, n1 + n2 - 2, limit * scale) for limit in (g.conf_low, g.conf_high)]
    assert tails == pytest.approx([0.95, 0.05], abs=1e-7)


def test_the_correction_is_exact_and_not_its_approximation():
    g = hedges_g(1.0, 1.0, 3, 3)
    exact = gamma(2) / (sqrt(2) * gamma(1.5))
    assert g.correction == pytest.approx(exact, rel=1e-12)
    assert g.estimate == pytest.approx(exact, rel=1e-12)
    assert abs(g.correction - (1 - 3 / (4 * 4 - 1))) > 0.001


def test_g_is_unbiased_and_its_interval_covers():
    rng = np.random.default_rng(11)
    true, n1, n2, draws = 0.8, 6, 9, 400
    a, b = rng.normal(true, 1, (draws, n1)), rng.normal(0, 1, (draws, n2))
    pooled = np.sqrt(((n1 - 1) * a.var(axis=1, ddof=1) + (n2 - 1) * b.var(axis=1, ddof=1)) / (n1 + n2 - 2))
    found = [hedges_g(d, s, n1, n2) for d, s in zip(a.mean(axis=1) - b.mean(axis=1), pooled)]
    estimates = np.array([g.estimate for g in found])
    covered = np.mean([g.conf_low <= true <= g.conf_high for g in found])
    # Four Monte Carlo errors each.
    assert abs(estimates.mean() - true) < 4 * estimates.std() / sqrt(draws)
    assert abs(covered - 0.95) < 4 * sqrt(0.95 * 0.05 / draws)


def test_swapping_the_arms_mirrors_the_result():
    g, mirrored = hedges_g(1.3, 2.1, 14, 9), hedges_g(-1.3, 2.1, 9, 14)
    assert (mirrored.estimate, mirrored.conf_low, mirrored.conf_high) == pytest.approx(
        (-g.estimate, -g.conf_high, -g.conf_low), abs=1e-9
    )


@pytest.mark.parametrize("df", [1, 2, 4])
@pytest.mark.parametrize("t", [-12.0, -9.0, -2.7])
def test_few_patients_and_a_negative_difference_have_limits(t, df):
    """scipy 1.17 has no number for the far tail of this side."""
    low, high = noncentrality_limits(t, df, 0.95)
    assert noncentral_t_cdf(t, df, low) == pytest.approx(0.975, abs=1e-6)
    assert noncentral_t_cdf(t, df, high) == pytest.approx(0.025, abs=1e-6)


def test_extreme_sizes_are_answered():
    huge = hedges_g(30, 1, 5000, 5000)
    assert huge.conf_low < 30 < huge.conf_high
    tiny = hedges_g(0, 1, 1, 2)
    assert tiny.conf_low == pytest.approx(-tiny.conf_high)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.0, 1.0, 0, 9), "a patient in each arm"),
        ((1.0, 1.0, 1, 1), "three in all, got 1 and 1"),
        ((1.0, 0.0, 5, 5), "must be positive, got 0.0"),
        ((1.0, float("nan"), 5, 5), "must be positive, got nan"),
        ((1.0, 1.0, 5, 5, 95), "between 0 and 1"),
    ],
)
def test_what_has_no_effect_size_is_refused(arguments, message):
    with pytest.raises(ModelError, match=message):
        hedges_g(*arguments)
