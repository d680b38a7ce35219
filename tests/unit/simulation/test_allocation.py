from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.simulation.allocation import allocate, propensities, propensity_score
from dnoutcomes.simulation.parameters import PRESETS, Parameters

PATIENT = {"nerve_status": "mixed", "site_id": "S1", "age": 61.0, "opioid": False}


def score_of(baseline=6.0, **changes):
    return propensity_score(pd.DataFrame([{**PATIENT, **changes}]), np.array([baseline]), Parameters())[0]


@pytest.mark.parametrize(
    ("changes", "log_odds"),
    [
        ({}, 0.0),
        ({"baseline": 8.0}, 0.6),
        ({"age": 71.0}, -0.2),
        ({"nerve_status": "compressed_irritated"}, 0.6),
        ({"nerve_status": "structural"}, -0.4),
        ({"opioid": True}, -0.3),
        ({"site_id": "S3"}, 0.6),
    ],
)
def test_log_odds_of_needling(changes, log_odds):
    assert score_of(**changes) == pytest.approx(log_odds)


def test_a_trial_puts_exactly_half_into_each_arm():
    trial = PRESETS["trial"]
    probability = propensities(pd.DataFrame([PATIENT] * 160), np.full(160, 9.0), trial, intercept=5.0)
    assert set(probability) == {0.5}
    assert allocate(np.random.default_rng(1), probability, trial).sum() == 80


def test_a_clinic_follows_the_probabilities():
    probability = np.repeat([0.2, 0.9], 20_000)
    drawn = allocate(np.random.default_rng(1), probability, replace(Parameters(), n=40_000))
    assert drawn[:20_000].mean() == pytest.approx(0.2, abs=0.015)
    assert drawn[20_000:].mean() == pytest.approx(0.9, abs=0.011)
