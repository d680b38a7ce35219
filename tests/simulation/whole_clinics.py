"""Files of clinics with a known truth, as reports need them: the patients of `clinics` with dates, sessions, events.

Dates: patients start on any day of two years, equally likely; data are cut half a year after the last of them.

Sessions: needled patients are planned for ten, a week apart, while they come to visits; each is attended with
probability 0.85.

Adverse events: at each attended session a Poisson number of them, at a rate of the patient's own, gamma about
`events_per_session` with the coefficient of variation `events_cv`. So they repeat within patients, and nothing about
them changes from month to month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from clinics import DAYS, Drawn, Law, draw

from dnoutcomes.analysis import AnalysisData, derive_analysis
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.readers.source import Source

FIRST_DAY, DAYS_OF_STARTING, CUT = pd.Timestamp("2024-01-01"), 731, "2026-06-30"
SESSION_DAYS = np.arange(1, 71, 7)
ATTENDED = 0.85
KINDS = np.array(["bruising", "bleeding", "pain after treatment", "tiredness", "dizziness", "nausea"])


@dataclass(frozen=True)
class Events:
    """How adverse events come about; see the module."""

    events_per_session: float = 0.15
    events_cv: float = 0.5


def whole_clinic(
    rng: np.random.Generator, n: int, law: Law, events: Events = Events(), **plan: object
) -> AnalysisData:
    """Draw a clinic of n patients and derive its analysis; `plan` adds to a plan with covariates age and sex."""
    drawn = draw(rng, n, law)
    start = FIRST_DAY + pd.to_timedelta(rng.integers(DAYS_OF_STARTING, size=n), unit="D")
    records = pd.concat([assessments(drawn), sessions(rng, drawn, events)], ignore_index=True)
    fixed = drawn.patients.drop(columns=["baseline", "chance"]).assign(index_date=start)
    records = fixed.merge(records, on="patient_id")
    dates = records["index_date"] + pd.to_timedelta(records.pop("day"), unit="D")
    records = records.assign(session_date=dates, status="attended", source_row=np.arange(2, len(records) + 2))
    outcomes = Outcomes(
        records,
        pd.DataFrame(columns=["source_row", "column", "value", "reason", "set_aside"]),
        pd.DataFrame(columns=["severity", "check", "row", "column", "value", "message", "remedy"]),
        Source(name="drawn.csv", sha256="0" * 64, n_rows_read=len(records), n_records=len(records)),
        "pain_nrs",
        "session_date",
    )
    visits = [{"name": f"W{day // 7}", "day": day} for day in DAYS]
    usual = {"visits": visits, "covariates": ["age", "sex"], "data_cutoff": CUT}
    # What a real file would be asked about isn't in question here.
    return derive_analysis(outcomes, Plan(**usual | plan))


def assessments(drawn: Drawn) -> pd.DataFrame:
    """List the scores that were taken: `patient_id, day, encounter, pain_nrs`."""
    scores = np.column_stack([drawn.patients["baseline"], drawn.observed])
    wide = pd.DataFrame(scores.astype(float), index=drawn.patients["patient_id"], columns=[0, *DAYS])
    long = wide.rename_axis("patient_id").reset_index().melt("patient_id", None, "day", "pain_nrs")
    return long.dropna(subset="pain_nrs").assign(
        encounter="assessment", day=lambda rows: rows["day"].astype(int)
    )


def sessions(rng: np.random.Generator, drawn: Drawn, events: Events) -> pd.DataFrame:
    """List the attended sessions of needled patients: `patient_id, day, encounter, ae_any, ae_term`."""
    needled = np.flatnonzero(drawn.needled)
    shape = events.events_cv**-2
    rate = rng.gamma(shape, events.events_per_session / shape, len(needled))
    # Whoever wasn't seen at the next visit is taken to have left halfway to it.
    left_after = np.array([DAYS[0] / 2, *(day + 14 for day in DAYS)])[drawn.last_seen[needled]]
    comes = (left_after[:, None] >= SESSION_DAYS) & (rng.random((len(needled), len(SESSION_DAYS))) < ATTENDED)
    patient, session = np.nonzero(comes)
    n_events = np.minimum(rng.poisson(rate[patient]), len(KINDS))
    terms = ["; ".join(KINDS[rng.choice(len(KINDS), k, replace=False)]) if k else None for k in n_events]
    return pd.DataFrame({
        "patient_id": drawn.patients["patient_id"].to_numpy()[needled[patient]],
        "day": SESSION_DAYS[session],
        "encounter": "session",
        "ae_any": pd.array(n_events > 0, dtype="boolean"),
        "ae_term": pd.Series(terms, dtype="object"),
    })  # fmt: skip
