"""Scores that move further in two days than pain usually does."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema import DEFAULT_OUTCOME

POINTS = 6
DAYS = 2


def sudden_changes(context: RecordContext) -> list[Finding]:
    """Warn when pain moves by more than 6 points within two days: a slip, or a score turned round."""
    if context.outcome != DEFAULT_OUTCOME:
        return []
    scored = context.records.dropna(subset=[context.outcome])
    time = "session_date" if "session_date" in scored.columns else "study_day"
    by_patient = scored.groupby("patient_id")
    move = by_patient[context.outcome].diff().abs() > POINTS
    gap = by_patient[time].diff()
    soon = gap <= (pd.Timedelta(days=DAYS) if time == "session_date" else DAYS)
    rows = scored.loc[move & soon, "source_row"].to_numpy()
    if not len(rows):
        return []
    return [
        Finding(
            "warn",
            f"{context.outcome} moves by more than {POINTS} points within {DAYS} days in {len(rows)} rows",
            column=context.outcome,
            source_rows=rows,
            remedy="Check that the score wasn't turned round.",
        )
    ]
