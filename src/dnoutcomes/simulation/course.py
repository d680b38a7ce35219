"""The course of pain under either arm, with what happens on the way: rescue, stopping, leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.simulation.parameters import PRIMARY, WEEKS, Parameters
from dnoutcomes.simulation.patients import (
    THERAPISTS,
    Bools,
    Floats,
    by_level,
    effect_modifier,
    mean_modifiers,
)

Intercepts = Mapping[tuple[str, int], float]
N_VISITS = len(WEEKS)


@dataclass(frozen=True, eq=False)
class Chance:
    """All that chance decides about pain, the same whichever arm a patient is in.

    Attributes
    ----------
    untreated : array (n, visits)
        Pain under standard care before rounding and before anything happens on the way.
    effect : array (n,)
        Effect of needling at week 12 before rounding.
    luck : dict of str to array (n, visits)
        Uniform numbers that decide `rescue`, `discontinued`, `left` and `missed`.
    """

    untreated: Floats
    effect: Floats
    luck: dict[str, Floats]

    def take(self, rows: Bools) -> Chance:
        """Keep some patients."""
        return Chance(
            self.untreated[rows], self.effect[rows], {name: u[rows] for name, u in self.luck.items()}
        )

    @property
    def baseline(self) -> Floats:
        """Score at time zero."""
        return to_score(self.untreated[:, 0])


@dataclass(frozen=True, eq=False)
class Course:
    """What one arm would bring: arrays (n, visits); events are true from the visit on at which they had happened."""

    scores: Floats
    rescue: Bools
    discontinued: Bools
    left: Bools


def to_score(pain: Floats) -> Floats:
    """Round and clip pain to a rating from 0 to 10."""
    return np.clip(np.round(pain), 0, 10)


def draw_chance(rng: np.random.Generator, patients: pd.DataFrame, parameters: Parameters) -> Chance:
    """Draw what chance decides about these patients' pain."""
    n = len(patients)
    cause_mean = by_level(patients["cause"], {cause.name: cause.baseline_mean for cause in parameters.causes})
    patient = np.sqrt(parameters.patient_variance) * rng.normal(size=n)
    noise = np.sqrt(parameters.noise_variance) * rng.normal(size=(n, N_VISITS))
    process = _process(rng, n, parameters)
    untreated = (cause_mean + patient)[:, None] + process + noise + np.array(parameters.drift)
    luck = {name: rng.random((n, N_VISITS)) for name in ("rescue", "discontinued", "left", "missed")}
    return Chance(untreated, _effects(rng, patients, parameters), luck)


_EVENTS = ("rescue", "discontinued", "left")


def run_course(chance: Chance, parameters: Parameters, needling: bool, intercepts: Intercepts) -> Course:
    """Let one arm's course run from visit to visit.

    Parameters
    ----------
    chance : Chance
    parameters : Parameters
    needling : bool
        Which arm.
    intercepts : mapping of (event, visit) to float
        Log odds of the events at a last score of 6, from `calibrate_course`.
    """

    def met(event: str, visit: int, linear: Floats, before: Bools) -> Bools:
        return chance.luck[event][:, visit] < logistic(intercepts[event, visit] + linear)

    return _run(chance, parameters, needling, met)


def calibrate_course(chance: Chance, parameters: Parameters, needling: bool, weights: Floats) -> Intercepts:
    """Find the intercepts with which these patients, so weighted, have the shares of `parameters`."""
    intercepts: dict[tuple[str, int], float] = {}
    planned = planned_shares(parameters, needling)

    def met(event: str, visit: int, linear: Floats, before: Bools) -> Bools:
        shares = planned[event]
        hazard = (shares[visit] - shares[visit - 1]) / (1 - shares[visit - 1])
        intercepts[event, visit] = intercept_for(hazard, linear[~before], weights[~before])
        return chance.luck[event][:, visit] < logistic(intercepts[event, visit] + linear)

    _run(chance, parameters, needling, met)
    return intercepts


def _run(
    chance: Chance, parameters: Parameters, needling: bool, met: Callable[[str, int, Floats, Bools], Bools]
) -> Course:
    """Run from visit to visit; `met` decides whom an event meets, given the last score."""
    n = len(chance.effect)
    scores, flags = np.empty((n, N_VISITS)), {event: np.zeros((n, N_VISITS), bool) for event in _EVENTS}
    planned = planned_shares(parameters, needling)
    for visit in range(N_VISITS):
        if visit:
            for event in _EVENTS:
                slope = parameters.missing_slope if event == "left" else parameters.event_slope
                before = flags[event][:, visit - 1]
                flags[event][:, visit] = before | met(
                    event, visit, slope * (scores[:, visit - 1] - 6), before
                )
        pain = chance.untreated[:, visit] + _events_effect(flags, visit, planned, parameters)
        if needling:
            retained = _kept_effect(flags, visit, planned, parameters)
            pain = pain + chance.effect * parameters.effect_fraction[visit] * retained
        scores[:, visit] = to_score(pain)
    return Course(scores, flags["rescue"], flags["discontinued"], flags["left"])


def intercept_for(share: float, linear: Floats, weights: Floats) -> float:
    """Find the intercept at which the weighted mean of the logistic function is `share`, by bisection.

    Examples
    --------
    >>> round(intercept_for(0.75, np.zeros(2), np.ones(2)), 4)  # log(0.75 / 0.25)
    1.0986
    """
    if share <= 0 or linear.size == 0:
        return -np.inf
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (middle, high)
            if np.average(logistic(middle + linear), weights=weights) < share
            else (low, middle)
        )
    return (low + high) / 2


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x))."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)), dtype=np.float64)


def _process(rng: np.random.Generator, n: int, parameters: Parameters) -> Floats:
    """Stationary Ornstein-Uhlenbeck process at the visits."""
    process = np.sqrt(parameters.process_variance) * rng.normal(size=(n, N_VISITS))
    for visit in range(1, N_VISITS):
        retained = np.exp(-(WEEKS[visit] - WEEKS[visit - 1]) / parameters.process_weeks)
        process[:, visit] = retained * process[:, visit - 1] + np.sqrt(1 - retained**2) * process[:, visit]
    return np.asarray(process, dtype=np.float64)


def _effects(rng: np.random.Generator, patients: pd.DataFrame, parameters: Parameters) -> Floats:
    by_cause = {cause.name: cause.effect for cause in parameters.causes}
    listed = parameters.effect_scale * by_level(patients["cause"], by_cause)
    relative = effect_modifier(patients, parameters) / by_level(patients["cause"], mean_modifiers(parameters))
    names = [name for team in THERAPISTS.values() for name in team]
    by_therapist = dict(zip(names, parameters.therapist_sd * rng.normal(size=len(names))))
    therapist = by_level(patients["therapist"], by_therapist)
    individual = parameters.individual_sd * rng.normal(size=len(patients))
    return np.asarray(listed * relative + therapist + individual, dtype=np.float64)


def planned_shares(parameters: Parameters, needling: bool) -> dict[str, Floats]:
    """Share of patients to whom each event has happened by each visit."""
    arm = 0 if needling else 1
    growing = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.0])
    missing = parameters.missing_share[arm] * growing
    missing[PRIMARY + 1 :] += parameters.missing_more_later if parameters.missing_share[arm] > 0 else 0.0
    return {
        "rescue": parameters.rescue_share[arm] * growing,
        "discontinued": (parameters.discontinued_share if needling else 0.0) * growing,
        "left": missing,
    }


def _events_effect(
    flags: dict[str, Bools], visit: int, planned: dict[str, Floats], parameters: Parameters
) -> Floats:
    """Effect of rescue around its mean, so that the listed courses hold for all patients of an arm, and of leaving."""
    rescue = parameters.rescue_effect * (flags["rescue"][:, visit] - planned["rescue"][visit])
    return np.asarray(rescue + parameters.mnar_delta * flags["left"][:, visit], dtype=np.float64)


def _kept_effect(
    flags: dict[str, Bools], visit: int, planned: dict[str, Floats], parameters: Parameters
) -> Floats:
    """Part of the effect that's kept after stopping, relative to its mean over the arm."""
    lost = 1 - parameters.discontinued_factor
    return np.asarray(
        (1 - lost * flags["discontinued"][:, visit]) / (1 - lost * planned["discontinued"][visit]),
        dtype=np.float64,
    )
