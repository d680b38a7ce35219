"""When the patients of a report started, and up to when there are data."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.calendar import data_cut
from dnoutcomes.describe.quarters import quarter_of
from dnoutcomes.language import say
from dnoutcomes.report.names.plain_text import sentence


def period_words(analysis: AnalysisData, quarter: str | None) -> tuple[str, ...]:
    """Say when patients started and up to when there are data, no finer than a quarter unless the plan names the day.

    The analysis of a quarter has its last day, or that of the data, for data cut; only the quarter of it is said. Where
    nothing is hidden, all are days.
    """
    if "session_date" not in analysis.outcomes.records.columns:
        return (sentence(say("no dates in the data")),)
    started = analysis.workbench.time_zero
    name = quarter_of if analysis.plan.hides_small_groups else _day
    first, last = name(started.min()), name(started.max())
    began = (
        say("patients who started in {quarter}", quarter=first)
        if first == last
        else say("patients who started from {first} to {last}", first=first, last=last)
    )
    named = analysis.plan.data_cutoff if quarter is None else None
    cut = name(data_cut(analysis)) if named is None else named.isoformat()
    return sentence(began), say("data up to {cut}", cut=cut)


def _day(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"
