"""A file without any score."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.finding import Finding


def _count(context: RecordContext) -> Tally:
    n = context.counts.n_records
    return Counter({"missing": n - int(context.counts.by_value(context.outcome).sum()), "all": n})


def _judge(counts: Tally, context: RecordContext) -> list[Finding]:
    """Refuse records none of which has a score; count those without one."""
    if counts["missing"] == counts["all"]:
        return [
            Finding(
                "reject",
                f"no record has a value of {context.outcome}",
                column=context.outcome,
                remedy="Check that the right column was exported.",
            )
        ]
    if counts["missing"]:
        return [
            Finding(
                "info",
                f"{counts['missing']} of {counts['all']} records have no {context.outcome}",
                column=context.outcome,
            )
        ]
    return []


no_outcome = OfCounts(_count, _judge)
