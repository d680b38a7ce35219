"""Arms: the documented spellings are folded; anything else is an error, never a third arm."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.level_findings import ask_for_codes, folded_levels, is_coded, listed
from dnoutcomes.readers.cells import MISSING_KINDS
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote
from dnoutcomes.registry import did_you_mean


def arm_levels(context: Context) -> list[Finding]:
    """Set rows without an arm aside, fold spellings, and refuse a file with an unknown arm."""
    arm = context.columns["arm"]
    found = context.found("row", arm.rows_of(*MISSING_KINDS), "no arm", "arm", sets_aside="row")
    if is_coded(arm, context):
        return found + ask_for_codes(arm, context)
    unknown = arm.rows_of("unknown", "misspelt") & context.live
    for text in arm.texts_in(unknown):
        rows = arm.rows_where(other == text for other in arm.texts) & context.live
        known = list(dict.fromkeys([*context.arms, *arm.column.synonyms]))
        found += context.found(
            "reject",
            rows,
            f"unknown arm {quote(text)} in {listed(rows, context)}"
            f"{did_you_mean(text, known)} Arms are {', '.join(context.arms)}".replace(". Arms", "; arms"),
            "arm",
            remedy='Correct it, or say in a mapping what it means: [values.arm], then a line such as "B" = "standard".',
        )
    return found + folded_levels(arm, context)
