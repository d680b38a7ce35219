"""A score that is the same everywhere."""

from __future__ import annotations

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding


def constant_outcome(context: RecordContext) -> list[Finding]:
    """Warn that a score without any variance can be described but not modelled."""
    scores = context.records[context.outcome].dropna()
    if len(scores) < 2 or scores.nunique() > 1:
        return []
    return [
        Finding(
            "warn",
            f"{context.outcome} is {scores.iloc[0]:g} in all {len(scores)} records: no variance, so no "
            "model; it's only described",
            column=context.outcome,
        )
    ]
