"""Treatment sessions of both arms as rows of the file: what was done, and what went wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.language import term
from dnoutcomes.simulation.cells import only_where
from dnoutcomes.simulation.course import Course, logistic
from dnoutcomes.simulation.parameters import WEEKS, Parameters
from dnoutcomes.simulation.patients import Bools, Floats, draw_levels

# Twice weekly for three weeks, weekly for five, every second week until week 12.
NEEDLING_DAYS = np.array([1, 4, 8, 11, 15, 18, 24, 31, 38, 45, 52, 66, 80])
_PHASES = np.array(["twice_weekly"] * 6 + ["weekly"] * 5 + ["biweekly"] * 2)
STANDARD_DAYS = np.array([7, 21, 42, 70])
_STANDARD_ATTENDANCE = 0.85
# Risk per needling session, grade and seriousness. At most one event per session is recorded.
NEEDLING_EVENTS = {
    term("bleeding"): (0.08, 1, False),
    term("bruising"): (0.076, 1, False),
    term("pain during needling"): (0.04, 1, False),
    term("pain after needling"): (0.025, 1, False),
    term("aggravation"): (0.009, 2, False),
    term("drowsiness"): (0.003, 1, False),
    term("headache"): (0.0015, 1, False),
    term("nausea"): (0.0013, 1, False),
    term("vasovagal reaction"): (0.003, 2, False),
    term("major adverse event"): (0.0007, 3, True),
}
_MANIPULATIONS, _MANIPULATION_SHARES = ("none", "pistoning", "winding"), (0.2, 0.6, 0.2)
_POINTS = (
    "gastrocnemius",
    "soleus",
    "tibialis anterior",
    "peroneus longus",
    "flexor digitorum brevis",
    "abductor hallucis",
    "quadratus plantae",
    "extensor digitorum longus",
    "gluteus minimus",
    "brachioradialis",
    "flexor carpi ulnaris",
)


def draw_sessions(
    rng: np.random.Generator, patients: pd.DataFrame, needled: Bools, course: Course, parameters: Parameters
) -> pd.DataFrame:
    """Draw the sessions that were planned until a patient stopped or left, attended or not.

    Returns
    -------
    pandas.DataFrame
        One row per session: `row` (of `patients`), `day`, and the columns of the file.
    """
    frailty = parameters.attendance_sd * rng.normal(size=len(patients))
    last_day = _last_day(rng, course)
    parts = []
    for arm, planned in ((True, NEEDLING_DAYS), (False, STANDARD_DAYS)):
        rows = np.flatnonzero(needled == arm)
        grid = pd.DataFrame(
            {"row": np.repeat(rows, len(planned)), "place": np.tile(np.arange(len(planned)), len(rows))}
        )
        grid["day"] = planned[grid["place"]] + rng.integers(-1, 2, len(grid)) * (grid["place"] > 0)
        grid = grid[grid["day"] < last_day[grid["row"]]].reset_index(drop=True)
        grid["attended"] = _attends(rng, grid, frailty, course, parameters, arm)
        done = _needling(rng, grid, patients) if arm else _standard(grid)
        parts.append(pd.concat([_common(rng, grid, course), done], axis=1))
    return pd.concat(parts, ignore_index=True)


def _last_day(rng: np.random.Generator, course: Course) -> Floats:
    """Day from which on no session was planned: somewhere between two visits for those who stopped or left."""
    over = course.left | course.discontinued
    visit = np.where(over.any(axis=1), over.argmax(axis=1), len(WEEKS) - 1)
    starts, ends = 7 * np.array(WEEKS)[np.maximum(visit - 1, 0)], 7 * np.array(WEEKS)[visit]
    inside = starts + (ends - starts) * rng.random(len(visit))
    return np.where(over.any(axis=1), np.maximum(inside, 2), np.inf)


def _attends(
    rng: np.random.Generator,
    grid: pd.DataFrame,
    frailty: Floats,
    course: Course,
    parameters: Parameters,
    needling: bool,
) -> Bools:
    """Those who are getting better come more often: sessions follow the outcome as much as they lead it."""
    luck = rng.random(len(grid))
    if not needling:
        return np.asarray(luck < _STANDARD_ATTENDANCE)
    row = grid["row"].to_numpy()
    last_visit = np.searchsorted(7 * np.array(WEEKS), grid["day"].to_numpy(), side="left") - 1
    improvement = course.scores[row, 0] - course.scores[row, np.maximum(last_visit, 0)]
    linear = parameters.attendance_intercept + parameters.attendance_response * improvement + frailty[row]
    return np.asarray(luck < logistic(linear))


def _common(rng: np.random.Generator, grid: pd.DataFrame, course: Course) -> pd.DataFrame:
    """What every session has: when, whether it took place, pain before and after."""
    n, attended = len(grid), grid["attended"].to_numpy()
    missed = np.where(rng.random(n) < 0.3, "cancelled", "missed")
    before = np.clip(np.round(_pain_between(course, grid) + 0.7 * rng.normal(size=n)), 0, 10)
    after = np.clip(np.round(before - 1 + rng.normal(size=n)), 0, 10)
    return pd.DataFrame(
        {
            "row": grid["row"],
            "day": grid["day"],
            "encounter": "session",
            "status": np.where(attended, "attended", missed),
            "duration_min": only_where(attended, 5 * np.round(rng.normal(9, 1.5, n))),
            "pain_pre": only_where(attended, before),
            "pain_post": only_where(attended, after),
            "exercise": _yes(rng, attended, 0.7),
            "soft_tissue": _yes(rng, attended, 0.4),
            "education": _yes(rng, attended, 0.3),
        }
    )


def _pain_between(course: Course, grid: pd.DataFrame) -> Floats:
    """Pain on the days of sessions, by straight lines from score to score."""
    days, row, day = 7.0 * np.array(WEEKS), grid["row"].to_numpy(), grid["day"].to_numpy(dtype=float)
    position = np.clip(np.searchsorted(days, day, side="right") - 1, 0, len(days) - 2)
    share = (day - days[position]) / (days[position + 1] - days[position])
    return np.asarray((1 - share) * course.scores[row, position] + share * course.scores[row, position + 1])


def _needling(rng: np.random.Generator, grid: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """What was done with needles and electricity, and the adverse events of it."""
    n, attended = len(grid), grid["attended"].to_numpy()
    needles = np.clip(np.round(rng.normal(12, 4, n)), 3, 30)
    structural = (patients["nerve_status"] == "structural").to_numpy()[grid["row"]]
    estim = attended & (rng.random(n) < np.where(structural, 0.6, 0.3))
    return pd.DataFrame(
        {
            "phase": _PHASES[grid["place"]],
            "needled": only_where(attended, np.ones(n, bool)),
            "needles_n": only_where(attended, needles),
            "ltr_n": only_where(attended, rng.binomial(needles.astype(int), 0.4)),
            "retention_min": only_where(attended, _one_of(rng, {5: 0.3, 10: 0.5, 15: 0.2}, n)),
            "manipulation": only_where(attended, draw_levels(rng, _MANIPULATIONS, _MANIPULATION_SHARES, n)),
            "depth_mm": only_where(attended, 5 * np.round(np.clip(rng.normal(5, 1.4, n), 2, 10))),
            "points": only_where(attended, _points(rng, n)),
            "cupping": _yes(rng, attended, 0.15),
            "estim": only_where(attended, estim),
            "estim_hz": only_where(estim, _one_of(rng, {2: 0.5, 4: 0.3, 100: 0.2}, n)),
            "estim_ma": only_where(estim, np.round(np.clip(rng.normal(3, 1, n), 0.5, 8), 1)),
            "estim_min": only_where(estim, _one_of(rng, {10: 0.3, 15: 0.4, 20: 0.3}, n)),
            **_needling_events(rng, attended),
        }
    )


def _one_of(rng: np.random.Generator, shares: dict[int, float], n: int) -> Floats:
    return draw_levels(rng, [str(value) for value in shares], list(shares.values()), n).astype(np.float64)


def _points(rng: np.random.Generator, n: int) -> list[str]:
    first = rng.integers(0, len(_POINTS), n)
    second = (first + rng.integers(1, len(_POINTS), n)) % len(_POINTS)
    return [f"{_POINTS[one]}; {_POINTS[other]}" for one, other in zip(first, second)]


def _needling_events(rng: np.random.Generator, attended: Bools) -> dict[str, object]:
    risks = np.cumsum([risk for risk, _, _ in NEEDLING_EVENTS.values()])
    position = np.searchsorted(risks, rng.random(len(attended)), side="right")
    happened = attended & (position < len(NEEDLING_EVENTS))
    position = np.minimum(position, len(NEEDLING_EVENTS) - 1)
    grades = np.array([grade for _, grade, _ in NEEDLING_EVENTS.values()], dtype=float)
    serious = np.array([flag for _, _, flag in NEEDLING_EVENTS.values()])
    return {
        "ae_any": only_where(attended, happened),
        "ae_term": only_where(happened, np.array(list(NEEDLING_EVENTS))[position]),
        "ae_grade": only_where(happened, grades[position]),
        "ae_serious": only_where(attended, happened & serious[position]),
    }


def _standard(grid: pd.DataFrame) -> pd.DataFrame:
    """Sessions of standard care have no needles; its adverse events are asked for at the assessments."""
    no = only_where(grid["attended"].to_numpy(), np.zeros(len(grid), bool))
    return pd.DataFrame({"needled": no, "estim": no, "ae_any": no})


def _yes(rng: np.random.Generator, attended: Bools, share: float) -> pd.Series:
    return only_where(attended, rng.random(len(attended)) < share)
