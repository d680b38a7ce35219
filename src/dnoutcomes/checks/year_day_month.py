"""Dates with the day before the month behind the year, in a file of ISO dates."""

from __future__ import annotations

import re

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_YEAR_FIRST = re.compile(r"\d{4}[-/.](\d{1,2})[-/.](\d{1,2})\b.*")
_REMEDY = (
    'If all dates are so, pass date_format="%Y-%d-%m"; if only some are, write them as 2026-01-05. If they are slips, '
    'pass confirmed=["year_day_month"].'
)


def year_day_month(context: Context) -> list[Finding]:
    """Ask where a month beyond 12 is a day: dates of that patient that can be read both ways are read wrongly then."""
    findings = []
    timeline = context.timeline
    for parsed in context.columns.values():
        if parsed.column.type != "date" or context.mapping.date_format:
            continue
        turned = parsed.rows_where(_order(text) == "day_month" for text in parsed.texts) & context.live
        proven = parsed.rows_where(_order(text) == "month_day" for text in parsed.texts) & context.live
        if not turned.any():
            continue
        of_turned, of_proven = (timeline.rows_of(timeline.marks_of(rows)) for rows in (turned, proven))
        if not (turned & ~of_proven).any() and turned.sum() < 2:
            continue
        rows = turned | (of_turned & ~proven & _both(parsed))
        findings += context.findings(
            "ask", rows, _message(parsed, turned, context), parsed.name, remedy=_REMEDY
        )
    return findings


def _message(parsed: ParsedColumn, turned: Mask, context: Context) -> str:
    shown = "a value" if parsed.column.identifies else quote(parsed.texts_in(turned)[0])
    return (
        f"{parsed.name}: {shown} can only be year-day-month ({int(turned.sum())} rows of "
        f"{int(context.timeline.marks_of(turned).sum())} patients)"
    )


def _both(parsed: ParsedColumn) -> Mask:
    return parsed.rows_where(_order(text) == "either" for text in parsed.texts)


def _order(text: str) -> str:
    match = _YEAR_FIRST.fullmatch(text.strip())
    if match is None:
        return ""
    first, second = int(match[1]), int(match[2])
    if 12 < first <= 31 and 1 <= second <= 12:
        return "day_month"
    return "month_day" if second > 12 else "either"
