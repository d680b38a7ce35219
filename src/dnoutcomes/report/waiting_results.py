"""Waits from referral to the start, by quarter, where enough patients have one."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import waiting_times
from dnoutcomes.language import say
from dnoutcomes.report.results import Unavailable


def waiting_results(analysis: AnalysisData, smallest_cell: int) -> pd.DataFrame | Unavailable:
    """Describe waits of at least `smallest_cell` patients.

    Returns
    -------
    pandas.DataFrame or Unavailable
        One row per quarter and arm: `quarter, arm, median, lower_quartile, upper_quartile` in days, rounded, and
        `hidden`. Without numbers of patients, from which those without a date would follow.
    """
    records = analysis.outcomes.records
    if "referral_date" not in records.columns or records["referral_date"].isna().all():
        return Unavailable(say("The file has no dates of referral, so how long patients waited isn't known."))
    if "session_date" not in records.columns:
        return Unavailable(
            say("The file has days of study and no dates, so waits can't be laid out by quarter.")
        )
    frame = waiting_times(analysis)
    frame = frame.assign(hidden=frame["n"] < smallest_cell)
    numbers = ["median", "lower_quartile", "upper_quartile"]
    if smallest_cell > 1:
        frame[numbers] = frame[numbers].round().mask(frame["hidden"])
    return frame[["quarter", "arm", *numbers, "hidden"]]
