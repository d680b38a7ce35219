"""A comparison needs two arms."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.finding import Finding


def _count(context: RecordContext) -> Tally:
    return Counter(context.counts.by_value("arm").to_dict())


def _judge(records_of: Tally, context: RecordContext) -> list[Finding]:
    """Refuse records of one arm only."""
    absent = [arm for arm in context.arms if arm not in records_of]
    return [
        Finding(
            "reject",
            f"no record of the arm {arm}: nothing can be compared",
            column="arm",
            remedy="The file must hold the encounters of both arms, "
            + " and ".join(context.arms)
            + "; change before and after says nothing of an effect.",
        )
        for arm in absent
    ]


one_arm = OfCounts(_count, _judge)
