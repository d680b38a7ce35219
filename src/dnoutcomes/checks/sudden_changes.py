"""Scores that move further in two days than pain usually does."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally, rows_in
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema import DEFAULT_OUTCOME

POINTS = 6
DAYS = 2


def _count(context: RecordContext) -> Tally:
    if context.outcome != DEFAULT_OUTCOME:
        return Counter()
    scored = context.records.dropna(subset=[context.outcome])
    time = "session_date" if "session_date" in scored.columns else "study_day"
    by_patient = scored.groupby("patient_id")
    move = by_patient[context.outcome].diff().abs() > POINTS
    gap = by_patient[time].diff()
    soon = gap <= (pd.Timedelta(days=DAYS) if time == "session_date" else DAYS)
    return Counter(scored.loc[move & soon, "source_row"].tolist())


def _judge(sudden: Tally, context: RecordContext) -> list[Finding]:
    """Warn when pain moves by more than 6 points within two days: a slip, or a score turned round."""
    if not sudden:
        return []
    return [
        Finding(
            "warn",
            f"{context.outcome} moves by more than {POINTS} points within {DAYS} days in {sudden.total()} rows",
            column=context.outcome,
            source_rows=rows_in(sudden),
            remedy="Check that the score wasn't turned round.",
        )
    ]


sudden_changes = OfCounts(_count, _judge)
