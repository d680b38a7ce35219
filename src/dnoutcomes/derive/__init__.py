"""Derivations: pure functions from tidy frames to tidy frames, one thing each.

All of them take the encounters of `Outcomes.records` with a `day` column (days since time zero, whole numbers) and
never change what they are given.
"""

from dnoutcomes.derive.change import derive_change, derive_responder
from dnoutcomes.derive.days import derive_day, derive_event_days, time_zero
from dnoutcomes.derive.patients import fill_covariates, first_recorded, patient_rows
from dnoutcomes.derive.scores import baseline_of, daily_scores, derive_baseline
from dnoutcomes.derive.sessions import events_of, sessions_of
from dnoutcomes.derive.visits import assign_visits, missing_because, visit_rows
from dnoutcomes.derive.workbench import Workbench, once

__all__ = [
    "Workbench",
    "assign_visits",
    "baseline_of",
    "daily_scores",
    "derive_baseline",
    "derive_change",
    "derive_day",
    "derive_event_days",
    "derive_responder",
    "events_of",
    "fill_covariates",
    "first_recorded",
    "missing_because",
    "once",
    "patient_rows",
    "sessions_of",
    "time_zero",
    "visit_rows",
]
