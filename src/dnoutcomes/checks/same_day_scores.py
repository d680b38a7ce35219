"""Different scores of one patient, instrument and day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding

_REMEDY = (
    'Say same_day="mean", "last" (furthest down the file) or "exclude" (none of them) in the plan or the mapping, or '
    "correct the file."
)


def same_day_scores(context: Context) -> list[Finding]:
    """Ask which of a patient's different scores on one day counts, or do what the caller said."""
    findings = []
    for parsed in score_columns(context):
        days = _days_with_several(parsed, context)
        different = _mask(days.index, context)
        n = int(days["day"].nunique())
        what = f"{n} patient-days have different values of {parsed.name}"
        policy = context.mapping.same_day
        if policy is None:
            findings += context.findings("ask", different, what, parsed.name, remedy=_REMEDY)
        elif policy == "mean":
            how = "all are kept, an analysis takes their mean"
            findings += context.findings("warn", different, f"{what}: {how}", parsed.name)
        else:
            last = days.groupby("day").tail(1).index
            dropped = different & ~_mask(last, context) if policy == "last" else different
            how = "the last one counts" if policy == "last" else "none counts"
            findings += context.findings("row", dropped, f"{what}: {how}", parsed.name, sets_aside="value")
    return findings


def score_columns(context: Context) -> list[ParsedColumn]:
    """Return the columns that hold scores: the outcome, and instruments that the registry or the caller knows."""
    names = {context.outcome, *INSTRUMENTS, *context.mapping.instruments}
    return [parsed for parsed in context.number_columns if parsed.name in names]


def _days_with_several(parsed: ParsedColumn, context: Context) -> pd.DataFrame:
    """Return the scores of patients on days with different ones: `day` (of a patient) and `score`, by place."""
    times = context.columns[context.time_column].ranked
    day = context.timeline.patient * len(times.values) + times.codes
    scored = np.flatnonzero(
        context.live & ~parsed.is_missing() & (context.timeline.patient >= 0) & (times.codes >= 0)
    )
    # Few days have more than one score: only those are put together.
    scored = scored[pd.Series(day[scored]).duplicated(keep=False).to_numpy()]
    days = pd.DataFrame({"day": day[scored], "score": parsed.numbers_at(scored)}, index=scored)
    return days[days.groupby("day")["score"].transform("nunique") > 1]


def _mask(positions: pd.Index, context: Context) -> Mask:
    rows = np.zeros(len(context.live), dtype=bool)
    rows[positions.to_numpy()] = True
    return rows
