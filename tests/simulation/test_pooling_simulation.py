"""Intervals of pooled effects on causes whose true effects are drawn here: how many hold the truth.

A share from r repetitions has a Monte Carlo error of sqrt(p (1 - p) / r); four of them are allowed. Intervals may hold
the truth too often: with three causes nobody can tell no variance from some.
"""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.pooling import pool_effects

LEAST = 0.93
CASES = [(causes, tau) for causes in (3, 5, 8) for tau in (0.0, 0.25, 0.5)]
SHORT, LONG = 60, 1500


def coverage(r, causes, tau, **options):
    """Shares of intervals for the mean, the smallest and the largest cause, and a new one, that hold the truth."""
    rng = np.random.default_rng(41)
    errors = np.linspace(0.22, 0.75, causes)
    held = []
    for _ in range(r):
        effects = rng.normal(-1, tau, causes)
        pooled = pool_effects(
            pd.DataFrame({
                "cause": [f"cause {place}" for place in range(causes)],
                "estimate": effects + errors * rng.normal(size=causes), "std_error": errors,
            }),
            **options,
        )  # fmt: skip
        mean, shrunken = pooled.overall.frame.iloc[0], pooled.shrunken.frame
        inside = (shrunken["conf_low"] <= effects) & (effects <= shrunken["conf_high"])
        new = rng.normal(-1, tau)
        held.append({
            "mean": mean["conf_low"] <= -1 <= mean["conf_high"], "largest": inside.iloc[0],
            "smallest": inside.iloc[-1], "new": pooled.prediction_low <= new <= pooled.prediction_high,
        })  # fmt: skip
    return pd.DataFrame(held).mean()


@pytest.mark.parametrize("tau_scale", [None, 1.0], ids=["Jeffreys", "half-normal"])
@pytest.mark.parametrize(
    ("r", "causes", "tau"),
    [
        (SHORT, 3, 0.5),
        (SHORT, 8, 0.25),
        *(pytest.param(LONG, *case, marks=pytest.mark.long) for case in CASES),
    ],
)
def test_the_posterior_holds_the_truth_with_few_causes(r, causes, tau, tau_scale):
    shares = coverage(r, causes, tau, tau_scale=tau_scale)
    assert (shares >= LEAST - 4 * np.sqrt(LEAST * (1 - LEAST) / r)).all(), shares


def test_intervals_around_reml_do_not_which_is_why_they_are_not_the_default():
    shares = coverage(250, 5, 0.5, interval="wald")
    assert shares["smallest"] < LEAST
    assert shares["new"] < LEAST
