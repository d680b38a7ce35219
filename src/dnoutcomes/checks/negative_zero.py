"""Zeros with a minus: a rounded negative number, or a slip."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding


def negative_zero(context: Context) -> list[Finding]:
    """Say that numbers such as -0 are read as 0."""
    findings = []
    for parsed in context.number_columns:
        rows = parsed.rows_of("negative_zero") & context.live
        message = f"{parsed.name}: {int(rows.sum())} zeros have a minus; they're read as 0"
        findings += context.findings("info", rows, message, parsed.name)
    return findings
