from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.simulation.allocation import propensities
from dnoutcomes.simulation.parameters import PRESETS, PRIMARY, Parameters
from dnoutcomes.simulation.population import both_courses, calibrate, draw_eligible


def test_only_eligible_patients_and_as_many_as_asked():
    patients, chance, share = draw_eligible(np.random.default_rng(1), PRESETS["trial"], 500)
    assert len(patients) == len(chance.baseline) == 500
    assert chance.baseline.min() == 4
    assert 0.8 < share < 0.95


def test_three_in_five_of_the_clinic_are_needled_and_its_arms_miss_the_planned_shares():
    clinic = replace(Parameters(), therapist_sd=0.0)
    calibration = calibrate(clinic)
    patients, chance, _ = draw_eligible(np.random.default_rng(5), clinic, 40_000)
    probability = propensities(patients, chance.baseline, clinic, calibration.propensity)
    assert probability.mean() == pytest.approx(0.6, abs=0.01)
    needling, standard = both_courses(chance, clinic, calibration)
    for event, shares in (("left", [0.30, 0.40]), ("rescue", [0.12, 0.18])):
        found = [
            np.average(getattr(needling, event)[:, PRIMARY], weights=probability),
            np.average(getattr(standard, event)[:, PRIMARY], weights=1 - probability),
        ]
        assert found == pytest.approx(shares, abs=0.015)
