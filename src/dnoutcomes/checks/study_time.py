"""Study days and weeks that stand for dates, and which day is time zero."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.header_names import fold_name

# Columns that count days from time zero.
DAY_COLUMNS = ("study_day", "referral_day", "end_day")
# So many patients with a day 1, or such a share of them, in a file without a day 0: time zero may be day 1.
_SEVERAL = 5
_HALF = 0.5


def study_time(context: Context) -> list[Finding]:
    """Say so when study days or weeks stand for dates, and ask which day is time zero where the data don't tell."""
    if context.time_column == "session_date":
        return []
    what = f"{context.time_column} stands for the date of an encounter"
    findings = [Finding("info", what, column=context.time_column)]
    return findings + (_time_zero(context) if context.time_column == "study_day" else [])


def days_since_time_zero(parsed: ParsedColumn) -> ParsedColumn:
    """Bring days that have no day 0, such as ADY, to days since time zero: 1 becomes 0, -1 stays.

    Parameters
    ----------
    parsed : ParsedColumn
        A column of days of which 1 is time zero.

    Returns
    -------
    ParsedColumn
    """
    cells = tuple(
        cell._replace(value=cell.value - 1) if isinstance(cell.value, float) and cell.value > 0 else cell
        for cell in parsed.cells
    )
    return replace(parsed, cells=cells)


def _time_zero(context: Context) -> list[Finding]:
    parsed = context.columns["study_day"]
    if context.mapping.day_zero == "day_1":
        zeros = parsed.rows_where(
            cell.value == 0 and _as_number(text) == 0 for text, cell in zip(parsed.texts, parsed.cells)
        )
        return context.findings(
            "ask",
            zeros,
            'study_day 0 in a file that has none by day_zero = "day_1"',
            "study_day",
            remedy='If day 0 is time zero, pass day_zero="day_0".',
        )
    days = parsed.numbers()
    if (
        context.mapping.day_zero == "day_0"
        or np.isnan(days[context.live]).all()
        or (days[context.live] == 0).any()
    ):
        return []
    n, on_day_1 = (int(context.timeline.marks_of(context.live & rows).sum()) for rows in (True, days == 1))
    named_ady = fold_name(context.table.renamed.get("study_day", "")) == "ady"
    if on_day_1 < min(_SEVERAL, _HALF * n) and not named_ady:
        return []
    return context.findings(
        "ask",
        context.live,
        f"study_day has no day 0, and {on_day_1} of {n} patients have a day 1: time zero may be day 1, as in ADY",
        "study_day",
        remedy='Pass day_zero="day_1" if day 1 is time zero and the day before it is -1, or "day_0" if time zero is a '
        "day 0 on which nobody was seen.",
    )


def _as_number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return float("nan")
