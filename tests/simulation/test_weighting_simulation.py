"""Weighted and augmented estimates on data whose truth is known: bias, coverage, type I error, double robustness.

A share from r repetitions has a Monte Carlo error of sqrt(p (1 - p) / r); four of them are allowed, and 1 % more for a
normal interval at these sizes.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import expit

from dnoutcomes.weighting import effect
from dnoutcomes.weighting.balancing_weights import ESTIMANDS

SLOPE, EFFECT, MODIFIED = 0.8, -1.0, 0.5
SHORT, LONG = 150, 2000
repetitions = pytest.mark.parametrize(
    "r", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["short", "long"]
)


def clinic(rng, n=250, effect_size=EFFECT, modified=MODIFIED):
    """Sicker patients choose needling, and it helps them less."""
    x = rng.normal(size=n)
    z = rng.integers(0, 2, n)
    treated = rng.random(n) < expit(SLOPE * x + 0.4 * z - 0.2)
    pain = 5 + x + 0.5 * z + treated * (effect_size + modified * x) + rng.normal(0, 1.5, n)
    return pd.DataFrame({"arm": treated * 1, "x": x, "z": z, "pain": pain})


def truth(estimand):
    """Integrate the effect over the target population."""
    nodes, mass = hermegauss(80)
    numerator = denominator = 0.0
    for z in (0, 1):
        e = expit(SLOPE * nodes + 0.4 * z - 0.2)
        tilt = {"ate": np.ones_like(e), "att": e, "overlap": e * (1 - e)}[estimand]
        numerator += mass @ (tilt * (EFFECT + MODIFIED * nodes))
        denominator += mass @ tilt
    return numerator / denominator


def repeat(r, seed, one):
    rng = np.random.default_rng(seed)
    return pd.DataFrame([one(rng) for _ in range(r)])


def fit(data, **options):
    stacked = {"errors": "stacked"}
    arguments = {"outcome": "pain", "treatment": "arm", "covariates": ["x", "z"]} | stacked | options
    return effect(data, **arguments).frame.iloc[0]


@cache
def unadjusted(r):
    """Plain differences on the same data, which are the same whatever they are held against."""
    return repeat(r, 17, lambda rng: fit(clinic(rng), covariates=[]))


def share_is(values, expected, r):
    return abs(np.mean(values) - expected) <= 4 * np.sqrt(expected * (1 - expected) / r) + 0.01


def unbiased(rows, expected):
    return abs(rows["estimate"].mean() - expected) <= 4 * rows["estimate"].std() / np.sqrt(len(rows))


@repetitions
@pytest.mark.parametrize("method", ["weighted", "aipw"])
@pytest.mark.parametrize("estimand", ESTIMANDS)
def test_bias_is_removed_and_intervals_cover(estimand, method, r):
    expected = truth(estimand)
    rows = repeat(r, 17, lambda rng: fit(clinic(rng), estimand=estimand, method=method))
    naive = unadjusted(r)
    assert unbiased(rows, expected)
    assert abs(naive["estimate"].mean() - expected) > 0.3
    assert share_is((rows["conf_low"] <= expected) & (expected <= rows["conf_high"]), 0.95, r)
    # The stacked error is the spread of the estimates: its own error is 1 / sqrt(2 r).
    assert rows["std_error"].mean() == pytest.approx(rows["estimate"].std(), rel=4 / np.sqrt(2 * r) + 0.02)


@repetitions
@pytest.mark.parametrize("method", ["weighted", "aipw"])
def test_no_effect_is_found_where_there_is_none(method, r):
    rows = repeat(r, 23, lambda rng: fit(clinic(rng, effect_size=0.0, modified=0.0), method=method))
    assert share_is(rows["p_value"] < 0.05, 0.05, r)


@repetitions
def test_one_right_model_of_two_is_enough(r):
    """Outcome or score may miss the square that moves both; the augmented estimate only fails if both do."""

    def curved(rng, in_score, in_outcome):
        x = rng.normal(size=250)
        treated = rng.random(250) < expit(0.8 * (x**2 - 1) if in_score else 0.8 * x)
        pain = 5 + (x**2 if in_outcome else x) - treated + rng.normal(0, 1, 250)
        return pd.DataFrame({"arm": treated * 1, "x": x, "pain": pain})

    def estimate(rng, **curves):
        return fit(curved(rng, **curves), covariates=["x"], estimand="ate", method="aipw")

    for curves in ({"in_score": True, "in_outcome": False}, {"in_score": False, "in_outcome": True}):
        assert unbiased(repeat(r, 31, lambda rng, curves=curves: estimate(rng, **curves)), -1.0)
    assert not unbiased(repeat(r, 31, lambda rng: estimate(rng, in_score=True, in_outcome=True)), -1.0)


@repetitions
def test_attrition_weights_remove_what_drop_out_does(r):
    def one(rng, **options):
        data = clinic(rng, n=400)
        # Who is lost depends on x in the needling arm only, so complete cases are another population there.
        lost = rng.random(400) < expit(-1.5 + 1.5 * data["x"]) * data["arm"]
        return fit(data.assign(pain=data["pain"].mask(lost)), estimand="ate", **options)

    weighted = repeat(r, 37, lambda rng: one(rng, attrition=["x", "z", "arm:x"]))
    complete = repeat(r, 37, lambda rng: one(rng))
    assert unbiased(weighted, truth("ate"))
    assert not unbiased(complete, truth("ate"))
    covered = (weighted["conf_low"] <= truth("ate")) & (truth("ate") <= weighted["conf_high"])
    # Large weights make the normal interval a little short.
    assert np.mean(covered) > 0.95 - 4 * np.sqrt(0.95 * 0.05 / r) - 0.03
