"""The population that patients are drawn from: calibrated once, and its true effects by Monte Carlo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from dnoutcomes.simulation.allocation import propensities, propensity_score
from dnoutcomes.simulation.course import (
    Chance,
    Course,
    Intercepts,
    calibrate_course,
    draw_chance,
    intercept_for,
    run_course,
)
from dnoutcomes.simulation.parameters import Parameters
from dnoutcomes.simulation.patients import Floats, draw_patients

CALIBRATION_SIZE = 40_000
SIZE_PER_CAUSE = 40_000
_SEED = 20_240_101


@dataclass(frozen=True, eq=False)
class Calibration:
    """Intercepts with which the population has the shares of the parameters."""

    needling: Intercepts
    standard: Intercepts
    propensity: float


@dataclass(frozen=True, eq=False)
class Stratum:
    """Many patients of one cause with the courses that either arm would bring; `share` of all patients have it."""

    cause: str
    share: float
    baseline: Floats
    needling: Course
    standard: Course
    propensity: Floats

    @property
    def gain(self) -> Floats:
        """Needling minus standard, of each patient at each visit."""
        return self.needling.scores - self.standard.scores


def draw_eligible(
    rng: np.random.Generator, parameters: Parameters, n: int, cause: str | None = None
) -> tuple[pd.DataFrame, Chance, float]:
    """Draw `n` patients with enough pain at time zero, what chance decides for them, and the eligible share."""
    drawn = 2 * n + 50 if parameters.smallest_baseline > 0 else n
    patients = draw_patients(rng, parameters, drawn, cause)
    chance = draw_chance(rng, patients, parameters)
    eligible = chance.baseline >= parameters.smallest_baseline
    admitted = eligible & (np.cumsum(eligible) <= n)
    return patients[admitted].reset_index(drop=True), chance.take(admitted), float(eligible.mean())


@lru_cache(maxsize=32)
def calibrate(parameters: Parameters) -> Calibration:
    """Find the intercepts for a population with these parameters; `n` doesn't matter."""
    spread = _spread_over_patients(parameters)
    patients, chance, _ = draw_eligible(np.random.default_rng([_SEED, 0]), spread, CALIBRATION_SIZE)
    linear = propensity_score(patients, chance.baseline, parameters)
    intercept = intercept_for(parameters.propensity_share, linear, np.ones(len(linear)))
    likely = propensities(patients, chance.baseline, parameters, intercept)
    return Calibration(
        needling=calibrate_course(chance, spread, needling=True, weights=likely),
        standard=calibrate_course(chance, spread, needling=False, weights=1 - likely),
        propensity=intercept,
    )


def draw_strata(parameters: Parameters) -> tuple[Stratum, ...]:
    """Draw the population, cause by cause."""
    spread, calibration = _spread_over_patients(parameters), calibrate(parameters)
    return tuple(
        _stratum(np.random.default_rng([_SEED, 1 + index]), spread, calibration, profile.name, profile.share)
        for index, profile in enumerate(parameters.causes)
    )


def _stratum(
    rng: np.random.Generator, parameters: Parameters, calibration: Calibration, cause: str, share: float
) -> Stratum:
    patients, chance, eligible = draw_eligible(rng, parameters, SIZE_PER_CAUSE, cause)
    needling, standard = both_courses(chance, parameters, calibration)
    return Stratum(
        cause,
        share * eligible,
        chance.baseline,
        needling,
        standard,
        propensities(patients, chance.baseline, parameters, calibration.propensity),
    )


def both_courses(chance: Chance, parameters: Parameters, calibration: Calibration) -> tuple[Course, Course]:
    """Return the courses under needling and under standard care of the same patients."""
    return (
        run_course(chance, parameters, needling=True, intercepts=calibration.needling),
        run_course(chance, parameters, needling=False, intercepts=calibration.standard),
    )


def _spread_over_patients(parameters: Parameters) -> Parameters:
    """Give every patient a therapist of their own: the mean over all therapists, not over eight of them."""
    together = float(np.hypot(parameters.individual_sd, parameters.therapist_sd))
    return replace(parameters, individual_sd=together, therapist_sd=0.0)
