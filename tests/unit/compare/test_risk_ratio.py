import itertools
from math import exp, inf, isnan, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import xlogy
from statsmodels.stats.proportion import confint_proportions_2indep

from dnoutcomes.compare.risk_ratio import constrained_risk, risk_ratio
from dnoutcomes.errors import ModelError


def test_published_interval():
    # Koopman 1984, 36 of 40 against 16 of 80: 2.94 to 7.15.
    effect = risk_ratio(36, 40, 16, 80)
    assert [round(value, 2) for value in (effect.estimate, effect.conf_low, effect.conf_high)] == [
        4.5,
        2.94,
        7.15,
    ]


@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (5, 20, 9, 22), (19, 20, 13, 20), (2, 90, 7, 85)])
def test_koopman_equals_statsmodels_where_no_cell_is_empty(counts):
    effect = risk_ratio(*counts, confidence_level=0.9)
    other = confint_proportions_2indep(*counts, compare="ratio", method="score", correction=False, alpha=0.1)
    assert (effect.conf_low, effect.conf_high) == pytest.approx(other, rel=1e-6)


def test_log_interval_by_hand():
    effect = risk_ratio(10, 50, 5, 50, method="log")
    half = 1.959963985 * sqrt(1 / 10 - 1 / 50 + 1 / 5 - 1 / 50)
    assert (effect.conf_low, effect.conf_high) == pytest.approx((2 * exp(-half), 2 * exp(half)))


def test_every_small_table_has_an_interval_around_its_estimate():
    for n, n_ref in ((1, 1), (1, 4), (3, 3), (5, 2)):
        for events, events_ref in itertools.product(range(n + 1), range(n_ref + 1)):
            effect = risk_ratio(events, n, events_ref, n_ref)
            assert 0 <= effect.conf_low < effect.conf_high <= inf
            assert isnan(effect.estimate) or effect.conf_low <= effect.estimate <= effect.conf_high


@pytest.mark.parametrize(
    ("counts", "estimate", "low", "high"),
    [((0, 20, 5, 20), 0, 0, None), ((5, 20, 0, 20), inf, None, inf), ((0, 20, 0, 20), None, 0, inf)],
)
def test_arms_without_events(counts, estimate, low, high):
    effect = risk_ratio(*counts)
    assert isnan(effect.estimate) if estimate is None else effect.estimate == estimate
    assert low is None or effect.conf_low == low
    assert high is None or effect.conf_high == high


def test_swapping_the_arms_inverts_the_interval():
    for counts in ((0, 20, 5, 20), (7, 19, 3, 31), (20, 20, 13, 20)):
        effect, swapped = risk_ratio(*counts), risk_ratio(*counts[2:], *counts[:2])
        assert swapped.conf_high == pytest.approx(inf if effect.conf_low == 0 else 1 / effect.conf_low)
        assert swapped.conf_low == pytest.approx(1 / effect.conf_high)


def test_the_constrained_risk_maximises_the_likelihood():
    rng = np.random.default_rng(5)
    for _ in range(40):
        n, n_ref = rng.integers(1, 40, 2)
        events, events_ref = rng.integers(0, n + 1), rng.integers(0, n_ref + 1)
        ratio = float(np.exp(rng.normal(0, 1.5)))

        def minus(q, counts=(events, n, events_ref, n_ref), ratio=ratio):
            x, m, x0, m0 = counts
            p = min(ratio * q, 1.0)
            return -(xlogy(x, p) + xlogy(m - x, 1 - p) + xlogy(x0, q) + xlogy(m0 - x0, 1 - q))

        best = minimize_scalar(
            minus, bounds=(0, min(1, 1 / ratio)), method="bounded", options={"xatol": 1e-10}
        )
        assert minus(constrained_risk(events, n, events_ref, n_ref, ratio)) <= best.fun + 1e-7


def test_the_log_interval_refuses_an_empty_arm():
    with pytest.raises(ModelError, match="an event in each arm, got 0/20 and 5/20; method='koopman' doesn't"):
        risk_ratio(0, 20, 5, 20, method="log")
