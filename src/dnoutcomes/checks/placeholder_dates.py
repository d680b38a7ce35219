"""Dates on which clocks and spreadsheets begin to count: placeholders of a date that isn't there."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.timeline import EARLIEST
from dnoutcomes.readers.finding import Finding

_BEGINNINGS = tuple(
    np.datetime64(day) for day in ("1970-01-01", "1900-01-01", "1899-12-30", "1899-12-31", "1904-01-01")
)
_REMEDY = (
    "Export the dates again, or leave them blank where there are none; if they are as they should be, pass "
    'confirmed=["placeholder_dates"].'
)


def placeholder_dates(context: Context) -> list[Finding]:
    """Ask about dates on which a clock begins; session dates before 1950 are set aside by another check."""
    findings = []
    for parsed in context.columns.values():
        if parsed.column.type != "date" or parsed.column.identifies:
            continue
        rows = parsed.rows_valued(_BEGINNINGS.__contains__)
        if parsed.name == "session_date":
            rows &= parsed.rows_valued(lambda day: bool(day >= EARLIEST))
        n = int((rows & context.live).sum())
        message = f"{parsed.name}: {n} dates are the day on which a clock or a spreadsheet begins to count"
        findings += context.findings("ask", rows, message, parsed.name, remedy=_REMEDY)
    return findings
