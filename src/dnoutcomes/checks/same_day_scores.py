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
    found = []
    for parsed in score_columns(context):
        days = _scores(parsed, context)
        several = days.groupby(["patient", "time"])["score"].transform("nunique") > 1
        different = _mask(days.index[several], context)
        n = int(days[several].groupby(["patient", "time"]).ngroups)
        what = f"{n} patient-days have different values of {parsed.name}"
        policy = context.mapping.same_day
        if policy is None:
            found += context.found("ask", different, what, parsed.name, remedy=_REMEDY)
        elif policy == "mean":
            kept = "all are kept, an analysis takes their mean"
            found += context.found("warn", different, f"{what}: {kept}", parsed.name)
        else:
            last = days[several].groupby(["patient", "time"]).tail(1).index
            dropped = different & ~_mask(last, context) if policy == "last" else different
            how = "the last one counts" if policy == "last" else "none counts"
            found += context.found("row", dropped, f"{what}: {how}", parsed.name, sets_aside="value")
    return found


def score_columns(context: Context) -> list[ParsedColumn]:
    """Return the columns that hold scores: the outcome, and instruments that the registry or the caller knows."""
    names = {context.outcome, *INSTRUMENTS, *context.mapping.instruments}
    return [parsed for parsed in context.number_columns if parsed.name in names]


def _scores(parsed: ParsedColumn, context: Context) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "patient": context.columns["patient_id"].values(),
            "time": context.columns[context.time_column].values(),
            "score": parsed.numbers(),
        }
    )
    return frame[context.live].dropna()


def _mask(places: pd.Index, context: Context) -> Mask:
    rows = np.zeros(len(context.live), dtype=bool)
    rows[places.to_numpy()] = True
    return rows
