"""Levels and yes/no answers of optional columns that the vocabulary doesn't have."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.level_findings import ask_for_codes, folded_levels, is_coded
from dnoutcomes.readers.finding import Finding


def other_levels(context: Context) -> list[Finding]:
    """Fold spellings; set unknown values aside; ask when a column is in codes that nobody explained."""
    findings = []
    for parsed in context.columns.values():
        if parsed.name in ("arm", "cause") or parsed.column.type not in ("level", "yes_no"):
            continue
        unknown = parsed.rows_of("unknown", "misspelt") & context.live
        if is_coded(parsed, context):
            findings += ask_for_codes(parsed, context)
        else:
            levels = ", ".join(parsed.column.levels) or "yes, no"
            findings += context.faulty(parsed, unknown, f"{parsed.name}: not one of {levels}")
        findings += folded_levels(parsed, context)
    return findings
