"""Levels and yes/no answers of optional columns that the vocabulary doesn't have."""

from __future__ import annotations

import re

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.level_findings import folded_levels
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_CODE = re.compile(r"-?\d{1,3}(\.0*)?")


def other_levels(context: Context) -> list[Finding]:
    """Fold spellings; set unknown values aside; ask when a column is in codes that nobody explained."""
    found = []
    for parsed in context.columns.values():
        if parsed.name in ("arm", "cause") or parsed.column.type not in ("level", "yes_no"):
            continue
        unknown = parsed.rows_of("unknown", "misspelt") & context.live
        if unknown.any() and _is_coded(parsed, context.live):
            found += _ask(parsed, unknown, context)
        else:
            known = ", ".join(parsed.column.levels) or "yes, no"
            found += context.faulty(parsed, unknown, f"{parsed.name}: not one of {known}")
        found += folded_levels(parsed, context)
    return found


def _is_coded(parsed: ParsedColumn, live: Mask) -> bool:
    """Whether nothing in the column can be read, and all of it is short numbers."""
    if parsed.rows_of("level", "synonym", "folded", "yes_no")[live].any():
        return False
    return all(_CODE.fullmatch(text.strip()) for text in parsed.texts_in(parsed.rows_of("unknown") & live))


def _ask(parsed: ParsedColumn, rows: Mask, context: Context) -> list[Finding]:
    codes = parsed.texts_in(rows)[:10]
    return context.found(
        "ask",
        rows,
        f"{parsed.name} is in codes: {', '.join(quote(code) for code in codes)}",
        parsed.name,
        remedy=f"Say what they mean in a mapping, under [values.{parsed.name}].",
    )
