"""Scores that move further in two days than pain usually does."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally, rows_in
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema import DEFAULT_OUTCOME

POINTS = 6
DAYS = 2


def _count(context: RecordContext) -> Tally:
    if context.outcome != DEFAULT_OUTCOME:
        return Counter()
    return Counter(context.counts.lines_of_moves(context.outcome, points=POINTS, days=DAYS).tolist())


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
