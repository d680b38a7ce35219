"""Numbers with a decimal comma or thousands marks."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_MARKS = (
    (
        "decimal_comma",
        "has a decimal comma",
        'If the comma is the decimal mark, pass decimal=",".',
    ),
    (
        "thousands",
        "has thousands marks, or a decimal comma",
        'Say which with thousands= (such as thousands=",") or decimal=",".',
    ),
    (
        "percent",
        "is a percentage",
        "Write all scores as numbers on the column's own scale, such as 7 for 70% of 0 to 10.",
    ),
)


def number_marks(context: Context) -> list[Finding]:
    """Ask what the marks in numbers mean: 7,5 never becomes 75."""
    findings = []
    for parsed in context.number_columns:
        for kind, what, remedy in _MARKS:
            rows = parsed.rows_of(kind) & context.live
            # One percentage is a slip; several are what the column, or a part of it, is written in.
            if rows.sum() >= (2 if kind == "percent" else 1):
                message = f"{parsed.name}: {quote(parsed.texts_in(rows)[0])} {what} ({int(rows.sum())} rows)"
                findings += context.findings("ask", rows, message, parsed.name, remedy=remedy)
    return findings
