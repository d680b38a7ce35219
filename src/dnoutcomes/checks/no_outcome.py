"""A file without any score."""

from __future__ import annotations

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding


def no_outcome(context: RecordContext) -> list[Finding]:
    """Refuse records none of which has a score; count those without one."""
    missing = context.records[context.outcome].isna()
    if missing.all():
        return [
            Finding(
                "reject",
                f"no record has a value of {context.outcome}",
                column=context.outcome,
                remedy="Check that the right column was exported.",
            )
        ]
    if missing.any():
        return [
            Finding(
                "info",
                f"{int(missing.sum())} of {len(missing)} records have no {context.outcome}",
                column=context.outcome,
            )
        ]
    return []
