"""Two scores of one patient on one day."""

from __future__ import annotations

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding


def same_day_scores(context: RecordContext) -> list[Finding]:
    """Warn of different scores of one patient on one day; an analysis takes their mean."""
    scored = context.records.dropna(subset=[context.outcome])
    time = "session_date" if "session_date" in scored.columns else "study_day"
    different = scored.groupby(["patient_id", time])[context.outcome].transform("nunique") > 1
    if not different.any():
        return []
    n = int(scored[different].groupby(["patient_id", time]).ngroups)
    rows = scored.loc[different, "source_row"].to_numpy()
    return [
        Finding(
            "warn",
            f"{n} patient-days have different values of {context.outcome}: all are kept, an analysis takes "
            "their mean",
            column=context.outcome,
            source_rows=rows,
        )
    ]
