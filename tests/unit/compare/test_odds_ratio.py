import itertools
from math import exp, inf, isnan, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import comb, xlogy
from statsmodels.stats.proportion import confint_proportions_2indep

from dnoutcomes.compare.odds_ratio import INTERVALS, constrained_risk, odds_ratio
from dnoutcomes.errors import ModelError

SURVIVE = [name for name in INTERVALS if name != "log"]


# The other software starts its search at an odds ratio of 0.
@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (5, 20, 9, 22), (19, 20, 13, 20), (36, 40, 16, 80)])
def test_score_equals_statsmodels_where_no_cell_is_empty(counts):
    effect = odds_ratio(*counts)
    other = confint_proportions_2indep(*counts, compare="odds-ratio", method="score")
    assert (effect.conf_low, effect.conf_high) == pytest.approx(other, rel=1e-6)


def test_exact_limits_leave_half_the_error_in_each_tail():
    # Fisher's tea: 3 of 4 and 1 of 4. P(X = k) is proportional to C(4, k)^2 r^k.
    effect = odds_ratio(3, 4, 1, 4, method="exact")

    def tail(ratio, cells):
        weights = np.array([comb(4, k) ** 2 * ratio**k for k in range(5)])
        return weights[cells].sum() / weights.sum()

    assert tail(effect.conf_high, [0, 1, 2, 3]) == pytest.approx(0.025, rel=1e-6)
    assert tail(effect.conf_low, [3, 4]) == pytest.approx(0.025, rel=1e-6)


def test_log_interval_by_hand():
    effect = odds_ratio(10, 50, 5, 50, method="log")
    half = 1.959963985 * sqrt(1 / 10 + 1 / 40 + 1 / 5 + 1 / 45)
    assert (effect.conf_low, effect.conf_high) == pytest.approx((2.25 * exp(-half), 2.25 * exp(half)))


@pytest.mark.parametrize("method", SURVIVE)
def test_every_small_table_has_an_interval_around_its_estimate(method):
    for n, n_ref in ((1, 1), (1, 4), (3, 3), (5, 2)):
        for events, events_ref in itertools.product(range(n + 1), range(n_ref + 1)):
            effect = odds_ratio(events, n, events_ref, n_ref, method=method)
            assert 0 <= effect.conf_low < effect.conf_high <= inf
            assert isnan(effect.estimate) or effect.conf_low <= effect.estimate <= effect.conf_high


@pytest.mark.parametrize("method", SURVIVE)
def test_swapping_arms_or_event_inverts_the_interval(method):
    for counts in ((0, 20, 5, 20), (7, 19, 3, 31), (20, 20, 13, 20)):
        effect = odds_ratio(*counts, method=method)
        swapped = odds_ratio(*counts[2:], *counts[:2], method=method)
        turned = odds_ratio(counts[1] - counts[0], counts[1], counts[3] - counts[2], counts[3], method=method)
        for other in (swapped, turned):
            low = 0 if effect.conf_high == inf else 1 / effect.conf_high
            high = inf if effect.conf_low == 0 else 1 / effect.conf_low
            assert (other.conf_low, other.conf_high) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize(("counts"), [(0, 20, 0, 20), (20, 20, 20, 20)])
@pytest.mark.parametrize("method", INTERVALS)
def test_all_or_none_with_the_event_tells_nothing(counts, method):
    effect = odds_ratio(*counts, method=method)
    assert isnan(effect.estimate)
    assert (effect.conf_low, effect.conf_high) == (0, inf)


def test_the_constrained_risk_maximises_the_likelihood():
    rng = np.random.default_rng(6)
    for _ in range(40):
        n, n_ref = rng.integers(1, 40, 2)
        events, events_ref = rng.integers(0, n + 1), rng.integers(0, n_ref + 1)
        if events + events_ref in (0, n + n_ref):
            continue
        ratio = float(np.exp(rng.normal(0, 2)))

        def minus(q, counts=(events, n, events_ref, n_ref), ratio=ratio):
            x, m, x0, m0 = counts
            p = ratio * q / (1 - q + ratio * q)
            return -(xlogy(x, p) + xlogy(m - x, 1 - p) + xlogy(x0, q) + xlogy(m0 - x0, 1 - q))

        best = minimize_scalar(minus, bounds=(0, 1), method="bounded", options={"xatol": 1e-10})
        assert minus(constrained_risk(events, n, events_ref, n_ref, ratio)) <= best.fun + 1e-7


def test_the_log_interval_refuses_an_empty_cell():
    with pytest.raises(ModelError, match="got 0/20 and 5/20; method='score' or 'exact' doesn't"):
        odds_ratio(0, 20, 5, 20, method="log")
