"""Derivations: pure functions from tidy frames to tidy frames, one thing each.

All of them take the encounters of `Outcomes.records` with a `day` column (days since time zero, whole numbers) and
never change what they are given.
"""

from dnoutcomes.derive.change import derive_change, derive_responder
from dnoutcomes.derive.days import derive_day, derive_event_days
from dnoutcomes.derive.patients import fill_covariates, first_recorded, patient_rows
from dnoutcomes.derive.scores import baseline_of, daily_scores, derive_baseline
from dnoutcomes.derive.visits import assign_visits, visit_rows

__all__ = [
    "assign_visits",
    "baseline_of",
    "daily_scores",
    "derive_baseline",
    "derive_change",
    "derive_day",
    "derive_event_days",
    "derive_responder",
    "fill_covariates",
    "first_recorded",
    "patient_rows",
    "visit_rows",
]
