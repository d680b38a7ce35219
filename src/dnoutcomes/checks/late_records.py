"""Records after the plan's data cut-off."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally, rows_in
from dnoutcomes.readers.finding import Finding


def _count(context: RecordContext) -> Tally:
    if "session_date" not in context.records.columns:
        return Counter()
    cutoff = pd.Timestamp(context.cutoff)
    late = context.counts.lines_where(["session_date"], lambda records: records["session_date"] > cutoff)
    return Counter(late.tolist())


def _judge(late: Tally, context: RecordContext) -> list[Finding]:
    """Warn of records after the cut-off of a plan that wasn't at hand when the file was read."""
    if not late:
        return []
    return [
        Finding(
            "warn",
            f"{late.total()} records are later than the data cut-off ({context.cutoff.isoformat()})",
            column="session_date",
            source_rows=rows_in(late),
            remedy="Pass the plan to read_outcomes, so that they're set aside.",
        )
    ]


late_records = OfCounts(_count, _judge)
