import itertools

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import xlogy

from dnoutcomes.compare.risk_difference import INTERVALS, constrained_risk, risk_difference
from dnoutcomes.errors import ModelError

# Newcombe RG. Stat Med 1998;17:873-890, the eight contrasts of table II: methods 10 and 6.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0524, 0.3339), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1705, 0.8090), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0582, 0.8062), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0326, 0.1933)),
    ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.1658, 0.2844)),
    ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.2879, 0.2879)),
    ((10, 10, 0, 20), (0.6791, 1.0000), (0.7156, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000), (0.6636, 1.0000)),
]


@pytest.mark.parametrize(("counts", "newcombe", "score"), PUBLISHED)
def test_published_intervals(counts, newcombe, score):
    # Printed to four decimals.
    for method, published in (("newcombe", newcombe), ("miettinen-nurminen", score)):
        effect = risk_difference(*counts, method=method)
        assert (effect.conf_low, effect.conf_high) == pytest.approx(published, abs=5.1e-5)


@pytest.mark.parametrize("method", INTERVALS)
def test_every_small_table_has_an_interval_around_its_estimate(method):
    for n, n_ref in ((1, 1), (1, 4), (3, 3), (5, 2)):
        for events, events_ref in itertools.product(range(n + 1), range(n_ref + 1)):
            effect = risk_difference(events, n, events_ref, n_ref, method=method)
            assert -1 <= effect.conf_low <= effect.estimate <= effect.conf_high <= 1
            assert effect.conf_low < effect.conf_high


@pytest.mark.parametrize("method", INTERVALS)
def test_swapping_the_arms_or_the_event_mirrors_the_interval(method):
    effect = risk_difference(0, 20, 5, 20, method=method)
    swapped = risk_difference(5, 20, 0, 20, method=method)
    complement = risk_difference(20, 20, 15, 20, method=method)
    for other in (swapped, complement):
        assert (other.conf_low, other.conf_high) == pytest.approx(
            (-effect.conf_high, -effect.conf_low), abs=1e-9
        )


def test_the_constrained_risk_maximises_the_likelihood():
    rng = np.random.default_rng(4)
    for _ in range(50):
        n, n_ref = rng.integers(1, 40, 2)
        events, events_ref = rng.integers(0, n + 1), rng.integers(0, n_ref + 1)
        d = rng.uniform(-0.95, 0.95)

        def minus_log_likelihood(q, d=d, counts=(events, n, events_ref, n_ref)):
            x, m, x0, m0 = counts
            return -(xlogy(x, q + d) + xlogy(m - x, 1 - q - d) + xlogy(x0, q) + xlogy(m0 - x0, 1 - q))

        best = minimize_scalar(
            minus_log_likelihood,
            bounds=(max(0, -d), min(1, 1 - d)),
            method="bounded",
            options={"xatol": 1e-10},
        )
        found = minus_log_likelihood(constrained_risk(events, n, events_ref, n_ref, d))
        # The search stays a hair inside its bounds; the closed form reaches them.
        assert found <= best.fun + 1e-9


def test_a_wider_level_gives_a_wider_interval():
    narrow, wide = (risk_difference(3, 20, 9, 21, confidence_level=level) for level in (0.8, 0.99))
    assert wide.conf_low < narrow.conf_low < narrow.conf_high < wide.conf_high


def test_an_unknown_method_lists_the_known():
    with pytest.raises(ModelError, match="did you mean 'newcombe'"):
        risk_difference(1, 2, 1, 2, method="newcomb")
