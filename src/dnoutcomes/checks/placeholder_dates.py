"""Dates on which clocks and spreadsheets begin to count: placeholders of a date that isn't there."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding

_BEGINNINGS = pd.to_datetime(["1970-01-01", "1900-01-01", "1899-12-30", "1899-12-31", "1904-01-01"])
_REMEDY = (
    "Export the dates again, or leave them blank where there are none; if they are as they should be, pass "
    'confirmed=["placeholder_dates"].'
)


def placeholder_dates(context: Context) -> list[Finding]:
    """Ask about dates on which a clock begins; session dates before 1950 are set aside by another check."""
    found = []
    for parsed in context.columns.values():
        if parsed.column.type != "date" or parsed.column.identifies:
            continue
        days = parsed.values()
        rows = days.isin(_BEGINNINGS).to_numpy()
        if parsed.name == "session_date":
            rows = rows & (days.dt.year >= 1950).to_numpy()
        n = int((rows & context.live).sum())
        message = f"{parsed.name}: {n} dates are the day on which a clock or a spreadsheet begins to count"
        found += context.found("ask", rows, message, parsed.name, remedy=_REMEDY)
    return found
