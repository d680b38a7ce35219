"""Study days and weeks that stand for dates."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding


def study_time(context: Context) -> list[Finding]:
    """Say so when study days or weeks stand for dates: nothing can then be checked against the calendar."""
    if context.time_column == "session_date":
        return []
    return [
        Finding(
            "info", f"{context.time_column} stands for the date of an encounter", column=context.time_column
        )
    ]
