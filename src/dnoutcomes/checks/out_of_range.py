"""Numbers outside the range of their column."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.missing_codes import code_rows
from dnoutcomes.checks.score_scale import looks_like_another_scale
from dnoutcomes.readers.finding import Finding


def out_of_range(context: Context) -> list[Finding]:
    """Set aside what can't be a value of the column."""
    findings = []
    for parsed in context.number_columns:
        if looks_like_another_scale(parsed, context.live, context.mapping):
            continue
        what = f"{parsed.name}: outside {parsed.column.range_label}"
        findings += context.faulty(parsed, parsed.is_outside() & ~code_rows(parsed), what)
    return findings
