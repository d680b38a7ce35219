"""Patients who were seen once."""

from __future__ import annotations

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding


def single_visits(context: RecordContext) -> list[Finding]:
    """Warn when nobody has two scores on different days; say how many patients have one score only."""
    scored = context.records.dropna(subset=[context.outcome])
    time = "session_date" if "session_date" in scored.columns else "study_day"
    days = scored.groupby("patient_id")[time].nunique()
    once = int((days < 2).sum())
    if not len(days) or not once:
        return []
    if once == len(days):
        return [
            Finding(
                "warn",
                "every patient has one visit with a score: there is no change, only a baseline table",
                column=context.outcome,
            )
        ]
    return [
        Finding(
            "info",
            f"{once} of {len(days)} patients have one visit with a score, so no change",
            column=context.outcome,
        )
    ]
