"""Records after the plan's data cut-off."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding


def late_records(context: RecordContext) -> list[Finding]:
    """Warn of records after the cut-off of a plan that wasn't at hand when the file was read."""
    if "session_date" not in context.records.columns:
        return []
    late = context.records["session_date"] > pd.Timestamp(context.cutoff)
    if not late.any():
        return []
    return [
        Finding(
            "warn",
            f"{int(late.sum())} records are later than the data cut-off ({context.cutoff.isoformat()})",
            column="session_date",
            source_rows=context.records.loc[late, "source_row"].to_numpy(),
            remedy="Pass the plan to read_outcomes, so that they're set aside.",
        )
    ]
