"""Data with a known truth: what happens to patients under either arm, and what a file shows of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.simulation.allocation import allocate, propensities
from dnoutcomes.simulation.assessments import draw_assessments
from dnoutcomes.simulation.course import Course
from dnoutcomes.simulation.encounters import describe_patients, lay_out
from dnoutcomes.simulation.expectations import expect
from dnoutcomes.simulation.faults import plant_faults
from dnoutcomes.simulation.parameters import PRESETS, VISITS, CauseProfile, Parameters, choose
from dnoutcomes.simulation.patients import Bools, Floats
from dnoutcomes.simulation.plans import plan_of
from dnoutcomes.simulation.population import both_courses, calibrate, draw_eligible
from dnoutcomes.simulation.sessions import draw_sessions
from dnoutcomes.simulation.simulated import Simulated, to_text
from dnoutcomes.simulation.truth import (
    Truth,
    effects_by_cause,
    missingness,
    overall_effects,
    weighted_effects,
)

__all__ = ["PRESETS", "CauseProfile", "Parameters", "Simulated", "Truth", "simulate"]

DEFAULT_SEED = 20260101


def simulate(
    preset: str = "clinic", n: int | None = None, seed: int = DEFAULT_SEED, **options: Any
) -> Simulated:
    """Simulate encounters of patients whose true effects are known.

    Parameters
    ----------
    preset : {"clinic", "trial", "null", "messy"}
        A clinic of 480 patients whose arm depends on their features; a trial of 160, one to one, with pain of 4
        or more; the trial with no difference at all between the arms; the clinic with faults in the file.
    n : int, optional
        Patients, if not the preset's number.
    seed : int
        The same seed gives the same data.
    **options
        Any parameter of the simulation, see `Parameters`: `therapist_sd=0.6`, `mnar_delta=1.0`, `effect_scale=0`.

    Returns
    -------
    Simulated
        `.frame`, `.truth`, `.plan` and `.write(directory)`.

    Raises
    ------
    DnOutcomesError
        An unknown preset or parameter, or one out of range.

    Notes
    -----
    Pain of patient i of cause c at visit t, before rounding and clipping to 0 to 10, is

        mean_c + u_i + OU_i(t) + e_it + drift_t + rescue_it + arm_i * effect_i * fraction_t * kept_it

    with u, e normal and OU an Ornstein-Uhlenbeck process. effect_i is the listed mean of the cause times the relative
    effect of nerve status and duration (scaled to mean 1 within the cause), plus therapist and individual deviations.
    Rescue and stopping depend on the last score; their effects are centred, so that the listed courses and effects are
    those of all patients whatever happens on the way. Leaving depends on the last score seen (missing at random)
    unless `mnar_delta` says otherwise. Both arms are simulated for every patient with the same luck, so the truth is
    taken from the rounded scores themselves.

    Streams of random numbers are separate, so that an option changes only what depends on it. Every number comes from
    PCG64 and elementwise arithmetic; a score within rounding error of a half could still differ between platforms.

    Examples
    --------
    >>> trial = simulate("trial", n=40, seed=1)
    >>> trial.frame["patient_id"].nunique(), trial.plan.design
    (40, 'randomised')
    >>> simulate("clinik")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DnOutcomesError: unknown preset 'clinik'; did you mean 'clinic'? Known: clinic, trial, null, messy
    """
    parameters = choose(preset, n, options)
    streams = [np.random.Generator(np.random.PCG64(child)) for child in np.random.SeedSequence(seed).spawn(6)]
    calibration = calibrate(replace(parameters, n=1))
    patients, chance, _ = draw_eligible(streams[0], parameters, parameters.n)
    probability = propensities(patients, chance.baseline, parameters, calibration.propensity)
    needled = allocate(streams[1], probability, parameters)
    courses = both_courses(chance, parameters, calibration)
    course = _of_own_arm(needled, *courses)
    described = describe_patients(streams[2], patients, needled, chance.baseline, parameters)
    assessments = draw_assessments(streams[3], patients, chance, course, parameters)
    sessions = draw_sessions(streams[4], patients, needled, course, parameters)
    frame = lay_out(described, pd.concat([assessments, sessions], ignore_index=True))
    faults = None
    if preset == "messy":
        frame, faults = plant_faults(streams[5], to_text(frame))
    truth = _truth(described, courses, probability, parameters, seed, faults)
    return Simulated(preset, frame, truth, plan_of(preset))


def _of_own_arm(needled: Bools, needling: Course, standard: Course) -> Course:
    """Take each patient's course from the arm that the patient is in."""
    is_needled = needled[:, None]
    return Course(
        scores=np.where(is_needled, needling.scores, standard.scores),
        rescue=np.where(is_needled, needling.rescue, standard.rescue),
        discontinued=np.where(is_needled, needling.discontinued, standard.discontinued),
        left=np.where(is_needled, needling.left, standard.left),
    )


def _truth(
    patients: pd.DataFrame,
    courses: tuple[Course, Course],
    probability: Floats,
    parameters: Parameters,
    seed: int,
    faults: pd.DataFrame | None,
) -> Truth:
    expected = expect(replace(parameters, n=1))  # one entry of the cache for all numbers of patients
    gain = courses[0].scores - courses[1].scores
    planted = {} if faults is None else {"faults": faults}
    return Truth(
        effects=effects_by_cause(expected, patients["cause"], gain),
        overall=overall_effects(expected, patients["cause"], gain),
        weighted=weighted_effects(expected, probability, gain),
        arms=expected.arms.copy(),
        propensity=pd.DataFrame({"patient_id": patients["patient_id"], "propensity": probability}),
        potential_outcomes=_both_outcomes(patients, courses),
        missingness=missingness(parameters),
        parameters=parameters,
        seed=seed,
        **planted,
    )


def _both_outcomes(patients: pd.DataFrame, courses: tuple[Course, Course]) -> pd.DataFrame:
    labels = patients.loc[patients.index.repeat(len(VISITS)), ["patient_id", "cause"]].reset_index(drop=True)
    visits = np.tile(VISITS, len(patients))
    parts = [
        labels.assign(arm=arm, visit=visits, score=course.scores.ravel())
        for arm, course in zip(("needling", "standard"), courses)
    ]
    return pd.concat(parts, ignore_index=True)
