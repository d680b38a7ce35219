"""Dates that can't be read, can be read in two ways, or were read with something to know."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import MISSING_KINDS, ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_ISO_OR_FORMAT = 'Pass date_format=, such as "%d/%m/%Y" or "%m/%d/%Y", or write dates as 2026-01-05.'
# Kind of text, what it is, what would do.
_ASKS = (
    (
        "either_order",
        "can be read as day/month or month/day, and no date of the column decides",
        _ISO_OR_FORMAT,
    ),
    (
        "two_digit_year",
        "has a year of two digits",
        'Pass date_format=, such as "%d-%b-%y", or write the year in full.',
    ),
    (
        "foreign_month",
        "names a month in another language than English",
        'Pass date_format=, such as "%d %B %Y": months in German, French, Spanish, Italian, Dutch and Portuguese are '
        "then read.",
    ),
    ("excel_serial", "looks like the day number of a spreadsheet", 'If so, pass date_format="excel".'),
    ("epoch", "looks like seconds or milliseconds since 1970", 'If so, pass date_format="epoch".'),
)


def session_dates(context: Context) -> list[Finding]:
    """Judge every date column; a row without a readable session date is set aside, other dates become missing."""
    findings = []
    for parsed in context.columns.values():
        if parsed.column.type == "date":
            findings += (
                _undecided(parsed, context) + _unreadable(parsed, context) + _inferred(parsed, context)
            )
    time = context.columns[context.time_column]
    missing = context.findings(
        "row", time.rows_of(*MISSING_KINDS), f"no {context.time_column}", time.name, sets_aside="row"
    )
    return missing + findings


def _undecided(parsed: ParsedColumn, context: Context) -> list[Finding]:
    findings = []
    for kind, what, remedy in _ASKS:
        rows = parsed.rows_of(kind) & context.live
        if rows.any():
            n = int(rows.sum())
            shown = "a value" if parsed.column.identifies else quote(parsed.texts_in(rows)[0])
            message = f"{parsed.name}: {shown} {what}" + (f" ({n} rows)" if n > 1 else "")
            findings += context.findings("ask", rows, message, parsed.name, remedy=remedy)
    return findings


def _unreadable(parsed: ParsedColumn, context: Context) -> list[Finding]:
    findings = context.faulty(parsed, parsed.rows_of("impossible"), f"{parsed.name}: there is no such day")
    how = f" in the format {context.mapping.date_format!r}" if context.mapping.date_format else ""
    return findings + context.faulty(parsed, parsed.rows_of("not_a_date"), f"{parsed.name}: not a date{how}")


def _inferred(parsed: ParsedColumn, context: Context) -> list[Finding]:
    zoned = parsed.rows_of("time_zone") & context.live
    findings = []
    if zoned.any():
        such = "a value" if parsed.column.identifies else quote(parsed.texts_in(zoned)[0])
        message = f"{parsed.name}: {int(zoned.sum())} dates carry a time zone, such as {such}; the local day is kept"
        findings += context.findings("warn", zoned, message, parsed.name)
    for kind, order in (("day_first", "day/month/year"), ("month_first", "month/day/year")):
        message = f"{parsed.name} is read as {order}: one of its dates can't be read otherwise"
        findings += context.findings("info", parsed.rows_of(kind), message, parsed.name)
    return findings
