"""Scheduled assessments of both arms as rows of the file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.language import term
from dnoutcomes.simulation.cells import only_where
from dnoutcomes.simulation.course import Chance, Course
from dnoutcomes.simulation.measures import draw_measures
from dnoutcomes.simulation.parameters import PRIMARY, VISITS, WEEKS, Parameters
from dnoutcomes.simulation.patients import Bools, Floats, draw_levels

_REASONS = ("lost to follow-up", "no improvement", "too unwell", "time or cost", "moved away")
_REASON_SHARES = (0.40, 0.20, 0.15, 0.15, 0.10)
_MEDICATION_EVENTS = (
    term("nausea"),
    term("dizziness"),
    term("drowsiness"),
    term("dry mouth"),
    term("constipation"),
)
_MEDICATION_EVENT_SHARES = (0.25, 0.25, 0.20, 0.20, 0.10)
# Per assessment; over five of them about a third of patients report one, as in placebo arms.
_MEDICATION_EVENT_RISK = 0.08
_NEW_CYCLE_RISK = 0.20
# Days by which a visit may be off its target: small enough to stay in the windows of the plan.
_LARGEST_JITTER = np.array([0, 3, 5, 6, 6, 7])


def draw_assessments(
    rng: np.random.Generator, patients: pd.DataFrame, chance: Chance, course: Course, parameters: Parameters
) -> pd.DataFrame:
    """Draw the assessments that were held, and those that were missed as far as the clinic knows.

    A patient who leaves has one row for the first visit missed, with the reason, and none after it.

    Returns
    -------
    pandas.DataFrame
        One row per assessment: `row` (of `patients`), `day`, and the columns of the file.
    """
    n = len(patients)
    missed = missed_by_chance(chance, course, parameters)
    first_left = course.left & ~np.roll(course.left, 1, axis=1)
    held = ~course.left & ~missed
    listed = held | missed | first_left
    reason = np.where(
        first_left, draw_levels(rng, _REASONS, _REASON_SHARES, n)[:, None], "appointment missed"
    )
    frame = pd.DataFrame(
        {
            "row": np.repeat(np.arange(n), len(VISITS)),
            "day": _days(rng, n).ravel(),
            "encounter": "assessment",
            "status": np.where(held, "attended", "missed").ravel(),
            "missing_reason": only_where(~held.ravel(), reason.ravel()),
            "pain_nrs": only_where(held.ravel(), course.scores.ravel()),
            "rescue": only_where(held.ravel(), course.rescue.ravel()),
            "discontinued": only_where(held.ravel(), course.discontinued.ravel()),
        }
    )
    measured = pd.concat(
        [draw_measures(rng, course.scores), _conditions(rng, patients), _events(rng, n)], axis=1
    )
    return pd.concat([frame, measured.where(pd.Series(held.ravel()))], axis=1)[listed.ravel()]


def missed_by_chance(chance: Chance, course: Course, parameters: Parameters) -> Bools:
    """Visits before week 12 that patients still in care missed for reasons that have nothing to do with pain."""
    missed = chance.luck["missed"] < parameters.missed_share
    missed[:, 0] = False
    missed[:, PRIMARY:] = False
    return np.asarray(missed & ~course.left)


def _days(rng: np.random.Generator, n: int) -> Floats:
    jitter = np.clip(np.round(2.5 * rng.normal(size=(n, len(WEEKS)))), -_LARGEST_JITTER, _LARGEST_JITTER)
    jitter[:, 0] = -np.floor(6 * rng.random(n))
    return np.asarray(7 * np.array(WEEKS) + jitter)


def _conditions(rng: np.random.Generator, patients: pd.DataFrame) -> pd.DataFrame:
    """HbA1c of patients with diabetes, and whether chemotherapy ran again."""
    n = len(patients)
    hba1c = np.clip(7.6 + 1.1 * rng.normal(size=(n, 1)) + 0.3 * rng.normal(size=(n, len(VISITS))), 4.5, 14)
    measured = np.isin(VISITS, ("W00", "W12", "W24")) & (patients["cause"] == "diabetic").to_numpy()[:, None]
    start = np.where(rng.random(n) < _NEW_CYCLE_RISK, np.floor(1 + 4 * rng.random(n)), len(VISITS))
    running = np.arange(len(VISITS)) >= start[:, None]
    treated = np.repeat((patients["cause"] == "chemotherapy").to_numpy(), len(VISITS))
    return pd.DataFrame(
        {
            "hba1c": np.where(measured, np.round(hba1c, 1), np.nan).ravel(),
            "on_chemo": only_where(treated, running.ravel()),
        }
    )


def _events(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Adverse events of the medication that is part of standard care in both arms."""
    met = rng.random((n, len(VISITS))) < _MEDICATION_EVENT_RISK
    met[:, 0] = False
    happened = met.ravel()
    term = draw_levels(rng, _MEDICATION_EVENTS, _MEDICATION_EVENT_SHARES, happened.size)
    grade = np.where(rng.random(happened.size) < 0.2, 2.0, 1.0)
    return pd.DataFrame(
        {
            "ae_any": pd.Series(happened, dtype="boolean"),
            "ae_term": only_where(happened, term),
            "ae_grade": only_where(happened, grade),
            "ae_serious": pd.Series(np.zeros(happened.size, bool), dtype="boolean"),
        }
    )
