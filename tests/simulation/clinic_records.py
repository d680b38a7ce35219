"""Files of clinics of known truth: dates, sessions with adverse events, and further outcomes beside pain.

Sessions are weekly for the needled and every other week for the others, from the third day on until the last visit to
which a patient comes; each takes place with the same probability. Adverse events at a session are Poisson. With
`event_cv` patients have rates of their own, gamma with this coefficient of variation, so that events of a patient go
together. Patients start on any day of the `months`, and nothing changes over time.

Further outcomes have traits of their own and follow pain, so that under a sharp null they have the same potential
values in both arms: insomnia (whole points), interference (tenths), and a rating of change, which has no baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from clinics import DAYS, Drawn

from dnoutcomes.analysis import AnalysisData, derive_analysis
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.readers.source import Source

FIRST_DAY = pd.Timestamp("2023-01-01")
#: Days of the sessions: reference arm, needled arm.
SESSION_DAYS = (np.arange(3, DAYS[-1], 14), np.arange(3, DAYS[-1], 7))
EVENT_TERMS = ("bruising", "soreness", "dizziness")


@dataclass(frozen=True)
class Practice:
    """What is recorded beside pain; see the module.

    Attributes
    ----------
    months : int
        From the first to the last start.
    attended : float
        Share of the planned sessions that take place.
    events : (float, float)
        Mean number of adverse events at a session: reference arm, needled arm.
    event_cv : float
        Coefficient of variation of patients' rates.
    """

    months: int = 30
    attended: float = 0.85
    events: tuple[float, float] = (0.03, 0.08)
    event_cv: float = 0.0


@dataclass(frozen=True, eq=False)
class Courses:
    """What happens to drawn patients beside pain.

    Attributes
    ----------
    drawn : Drawn
    start : integer array of shape (n,)
        Days from the first day of the clinic.
    baselines : dict of str to array of shape (n,)
        Of the further outcomes that have one.
    potential : dict of str to array of shape (n, 3, 2)
        Further outcomes at the visits: reference arm, needled arm.
    attended : boolean array of shape (n, 12)
        Whether each session took place.
    due : boolean array of shape (n, 12)
        Whether it was planned.
    events : integer array of shape (n, 12)
        Adverse events at it.
    """

    drawn: Drawn
    start: np.ndarray
    baselines: dict[str, np.ndarray]
    potential: dict[str, np.ndarray]
    attended: np.ndarray
    due: np.ndarray
    events: np.ndarray


def draw_courses(rng: np.random.Generator, drawn: Drawn, practice: Practice) -> Courses:
    """Draw what happens to patients beside pain."""
    n, longest = len(drawn.patients), max(map(len, SESSION_DAYS))
    planned = np.full((2, longest), np.inf)
    for arm, days in enumerate(SESSION_DAYS):
        planned[arm, : len(days)] = days
    # Whoever left before the first visit came to the sessions of the first fortnight.
    until = np.concatenate([[14], DAYS])[drawn.last_seen]
    due = planned[drawn.needled] < until[:, None]
    attended = due & (rng.random((n, longest)) < practice.attended)
    rate = np.array(practice.events)[drawn.needled]
    if practice.event_cv:
        shape = practice.event_cv**-2
        rate = rate * rng.gamma(shape, 1 / shape, n)
    events = np.where(attended, rng.poisson(rate[:, None], (n, longest)), 0)
    start = rng.integers(round(practice.months * 30.4), size=n)
    return Courses(drawn, start, *_further(rng, drawn), attended, due, events)


def records_of(courses: Courses) -> pd.DataFrame:
    """Lay out what a file would hold, one row per encounter that took place or was planned."""
    records = pd.concat([_assessments(courses), _sessions(courses)], ignore_index=True)
    labels = courses.drawn.patients.drop(columns=["baseline", "chance"]).assign(start=courses.start)
    records = records.merge(labels, on="patient_id").sort_values(["patient_id", "study_day"], kind="stable")
    date = FIRST_DAY + pd.to_timedelta(records["start"] + records["study_day"], unit="D")
    records = records.drop(columns=["start", "study_day"]).assign(session_date=date)
    return records.reset_index(drop=True).assign(source_row=np.arange(2, len(records) + 2))


def analysis_with_records(courses: Courses, **plan: object) -> AnalysisData:
    """Make the analysis of a whole file; `plan` adds to a plan that hides nothing."""
    records = records_of(courses)
    source = Source("clinic.csv", "0" * 64, n_rows_read=len(records), n_records=len(records))
    outcomes = Outcomes(records, pd.DataFrame(columns=["source_row", "column", "value", "reason", "set_aside"]),
                        pd.DataFrame(columns=["severity", "check", "row", "column", "value", "message", "remedy"]),
                        source, "pain_nrs", "session_date")  # fmt: skip
    visits = [{"name": f"W{day // 7}", "day": day} for day in DAYS]
    settings = {
        "visits": visits,
        "covariates": ["age", "sex"],
        "secondary_outcomes": ["isi"],
        "smallest_cell": 1,
    }
    return derive_analysis(outcomes, Plan(**settings | plan))


def _further(rng: np.random.Generator, drawn: Drawn) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Draw baselines and potential scores of the further outcomes, with the same disturbance in both arms."""
    n, pain = len(drawn.patients), drawn.scores
    before = drawn.patients["baseline"].to_numpy(dtype=float)
    laws = {
        "isi": (1.1, rng.gamma(2.0, 2.0, n) + 4, 1.5, 28, 1.0),
        "bpi_interference": (0.7, rng.gamma(2.0, 0.7, n), 0.8, 10, 0.1),
    }
    baselines, potential = {}, {}
    for name, (slope, trait, noise, most, step) in laws.items():
        apart = rng.normal(0, noise, (n, 1 + len(DAYS)))
        baselines[name] = _whole(slope * before + trait + apart[:, 0], 0, most, step)
        after = slope * pain + (trait[:, None] + apart[:, 1:])[:, :, None]
        potential[name] = _whole(after, 0, most, step)
    felt = 3.6 + 0.5 * (pain - before[:, None, None]) + rng.normal(0, 0.8, (n, len(DAYS)))[:, :, None]
    potential["pgic"] = _whole(felt, 1, 7, 1.0)
    return baselines, potential


def _whole(value: np.ndarray, least: float, most: float, step: float) -> np.ndarray:
    return np.clip(np.round(value / step) * step, least, most).round(6)


def _assessments(courses: Courses) -> pd.DataFrame:
    drawn = courses.drawn
    n, ids = len(drawn.patients), drawn.patients["patient_id"].to_numpy()
    scores = {"pain_nrs": np.column_stack([drawn.patients["baseline"], drawn.observed])}
    for name, potential in courses.potential.items():
        own = potential[np.arange(n), :, drawn.needled]
        scores[name] = np.column_stack([courses.baselines.get(name, np.full(n, np.nan)), own])
    seen = np.arange(1 + len(DAYS)) <= drawn.last_seen[:, None]
    rows = {name: values[seen].astype(float) for name, values in scores.items()}
    days = np.broadcast_to([0, *DAYS], seen.shape)[seen]
    patient = np.repeat(ids, seen.sum(axis=1))
    return pd.DataFrame({"patient_id": patient, "study_day": days, "encounter": "assessment"} | rows)


def _sessions(courses: Courses) -> pd.DataFrame:
    drawn, due = courses.drawn, courses.due
    who, which = np.nonzero(due)
    planned = np.zeros((2, due.shape[1]), dtype=int)
    for arm, days in enumerate(SESSION_DAYS):
        planned[arm, : len(days)] = days
    events = courses.events[due]
    terms = [
        "; ".join(EVENT_TERMS[(row + place) % len(EVENT_TERMS)] for place in range(count)) or None
        for row, count in enumerate(events)
    ]
    attended = courses.attended[due]
    return pd.DataFrame(
        {
            "patient_id": drawn.patients["patient_id"].to_numpy()[who],
            "study_day": planned[drawn.needled[who], which],
            "encounter": "session",
            "status": np.where(attended, "attended", "missed"),
            "ae_any": pd.array(np.where(attended, events > 0, False), dtype="boolean"),
            "ae_term": terms,
        }
    )
