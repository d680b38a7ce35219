"""The population's truth against the numbers that the presets were designed for.

The design's own numbers come from a smaller simulation without rescue and stopping, to two digits: 0.06 points and
3 percentage points are allowed. The Monte Carlo error here is 0.005 points.
"""

from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.simulation.expectations import RESPONSES, expect
from dnoutcomes.simulation.parameters import CAUSES, PRESETS, PRIMARY


def expected(preset):
    """How many patients are drawn doesn't matter, and what `simulate` has worked out already is used again."""
    return expect(replace(PRESETS[preset], n=1))


def at_week_12(preset, arm, cause="all"):
    arms = expected(preset).arms
    return arms[(arms["cause"] == cause) & (arms["arm"] == arm) & (arms["visit"] == "W12")].iloc[0]


@pytest.mark.parametrize(
    ("arm", "change", "sd", "shares"),
    [
        ("standard", -0.85, 1.87, (0.258, 0.102, 0.36)),
        ("needling", -1.74, 2.03, (0.453, 0.253, 0.55)),
    ],
)
def test_trial_at_week_12(arm, change, sd, shares):
    found = at_week_12("trial", arm)
    assert found["mean_change"] == pytest.approx(change, abs=0.06)
    assert found["sd_change"] == pytest.approx(sd, abs=0.08)
    assert found[list(RESPONSES)].tolist() == pytest.approx(list(shares), abs=0.03)


@pytest.mark.parametrize("profile", CAUSES, ids=lambda item: item.name)
def test_effects_by_cause_are_the_listed_ones(profile):
    gain = expected("clinic").gain[profile.name]
    # Rounding and the bounds of the scale take up to 0.04 points of an effect.
    assert gain[PRIMARY] == pytest.approx(profile.effect, abs=0.04)
    assert gain[1:] / gain[PRIMARY] == pytest.approx([0.25, 0.5, 0.85, 1, 0.7], abs=0.08)
    assert gain[0] == 0


def test_the_naive_comparison_of_the_clinic_is_off_and_that_of_the_trial_is_not():
    clinic, trial = expected("clinic"), expected("trial")
    bias = clinic.naive[PRIMARY] - clinic.tilted["ate"][PRIMARY]
    # Needled patients start a point higher, and half of that regresses to the mean.
    assert bias == pytest.approx(-0.55, abs=0.05)
    assert trial.naive[PRIMARY] == pytest.approx(trial.tilted["ate"][PRIMARY], abs=0.02)


def test_targets_of_weighting_differ_where_effects_and_propensities_go_together():
    clinic = expected("clinic")
    assert clinic.tilted["att"][PRIMARY] < clinic.tilted["ate"][PRIMARY] - 0.01
    trial = expected("trial")
    assert trial.tilted["att"] == pytest.approx(trial.tilted["ate"], abs=1e-9)


def test_null_has_no_effect_anywhere():
    null = expected("null")
    assert np.abs(list(null.gain.values())).max() == 0
    assert np.abs(null.naive_seen).max() == pytest.approx(0, abs=1e-12)
    needling, standard = (
        at_week_12("null", arm)[list(RESPONSES)].tolist() for arm in ("needling", "standard")
    )
    assert needling == standard
