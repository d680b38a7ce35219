"""Causes that the plan doesn't declare."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote
from dnoutcomes.registry import did_you_mean
from dnoutcomes.schema import NOT_RECORDED


def _count(context: RecordContext) -> Tally:
    return Counter(context.counts.by_value("cause").to_dict())


def _judge(records_of: Tally, context: RecordContext) -> list[Finding]:
    """Refuse causes that aren't among the declared ones."""
    if context.causes is None:
        return []
    declared = {*context.causes, NOT_RECORDED}
    return [
        Finding(
            "reject",
            f"unknown cause {quote(cause)}{did_you_mean(cause, context.causes)}".rstrip("."),
            column="cause",
            remedy=f"Declare it in the plan. Known: {', '.join(context.causes)}.",
        )
        for cause in sorted(records_of)
        if cause not in declared
    ]


declared_causes = OfCounts(_count, _judge)
