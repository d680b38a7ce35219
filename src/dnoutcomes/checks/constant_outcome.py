"""A score that is the same everywhere."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.finding import Finding


def _count(context: RecordContext) -> Tally:
    return Counter(context.counts.by_value(context.outcome).to_dict())


def _judge(records_of: Tally, context: RecordContext) -> list[Finding]:
    """Warn that a score without any variance can be described but not modelled."""
    if records_of.total() < 2 or len(records_of) > 1:
        return []
    ((score, n),) = records_of.items()
    return [
        Finding(
            "warn",
            f"{context.outcome} is {score:g} in all {n} records: no variance, so no model; it's only described",
            column=context.outcome,
        )
    ]


constant_outcome = OfCounts(_count, _judge)
