"""Cells of a number column that hold something else than one number."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding

_KINDS = (
    ("text", "not a number"),
    ("fraction", "a fraction such as 7/10, which isn't read without a rule"),
    ("censored", "a bound or an estimate, not a value"),
    ("range", "a range, not one value"),
    ("percent", "a percentage, which isn't read without a rule"),
)


def unreadable_numbers(context: Context) -> list[Finding]:
    """Set aside what isn't one number; report digits beyond ASCII, which are read."""
    findings = []
    for parsed in context.number_columns:
        for kind, what in _KINDS:
            findings += context.faulty(parsed, parsed.rows_of(kind), f"{parsed.name}: {what}")
        if parsed.column.type == "integer":
            broken = parsed.rows_where(
                isinstance(cell.value, float) and not cell.value.is_integer() for cell in parsed.cells
            )
            findings += context.faulty(parsed, broken, f"{parsed.name}: not a whole number")
        other = parsed.rows_of("other_digits") & context.live
        findings += context.findings(
            "warn",
            other,
            f"{parsed.name}: digits or signs beyond ASCII are read as numbers ({int(other.sum())} rows)",
            parsed.name,
        )
    return findings
