"""Time zero of patients whose first row is set aside."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from dnoutcomes.checks import Context
from dnoutcomes.readers.finding import Finding

# A row that is set aside for one of these says nothing of when its patient was seen.
_PLACES_A_ROW = ("patient_id", "session_date")


def keep_time_zero(
    records: pd.DataFrame, context: Context, findings: Iterable[Finding]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Fill `index_date` where a patient's first row in time is set aside for what else stands in it.

    Time zero of a patient without index_date is the day of the first row. Whether the score in that row can be read
    may not move it.

    Parameters
    ----------
    records : pandas.DataFrame
        From `build_records`.
    context : Context
        Its table and columns.
    findings : iterable of Finding
        What the checks of the cells found.

    Returns
    -------
    records : pandas.DataFrame
        With an `index_date` for these patients; for the others as it was.
    list of Finding
        A warning that counts them, where there are any.
    """
    if context.time_column != "session_date":
        return records, []
    placed = np.ones(len(context.live), dtype=bool)
    for finding in findings:
        if finding.sets_aside == "row" and finding.column in _PLACES_A_ROW:
            placed[np.asarray(finding.positions, dtype="intp")] = False
    days, timeline = context.columns["session_date"].ranked, context.timeline
    stated, accepted = (
        timeline.range_of(np.where(rows, days.codes, -1))[0] for rows in (placed, context.live)
    )
    earlier = (stated >= 0) & (stated < accepted)
    if not earlier.any():
        return records, []
    first_day = pd.Series(days.values[stated[earlier]], index=timeline.patients[earlier])
    first = records["patient_id"].map(first_day)
    given = records["index_date"].notna() if "index_date" in records.columns else False
    moved = first.notna() & ~given
    n = int(records.loc[moved, "patient_id"].nunique())
    if not n:
        return records, []
    recorded = records["index_date"] if "index_date" in records.columns else pd.Series(pd.NaT, records.index)
    filled = recorded.astype(records["session_date"].dtype).mask(moved, first)
    whose = f"{n} patient{'s' if n != 1 else ''} without index_date"
    message = f"{whose}: the first row is set aside, and its day stays time zero"
    return records.assign(index_date=filled), [Finding("warn", message, check="time_zero")]
