"""Encounters after the data cut-off, before anybody recorded any, or before the patient's birth."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.timeline import EARLIEST
from dnoutcomes.readers.finding import Finding


def implausible_dates(context: Context) -> list[Finding]:
    """Set rows aside whose session date can't be right."""
    if context.time_column != "session_date":
        return []
    dates = context.columns["session_date"]
    late = dates.rows_valued(lambda day: day > np.datetime64(context.cutoff))
    findings = context.findings(
        "row", late, f"session_date after the data cut-off ({context.cutoff.isoformat()})", "session_date",
        remedy="The cut-off is the plan's data_cutoff, or today.", sets_aside="row",
    )  # fmt: skip
    early = dates.rows_valued(lambda day: day < EARLIEST)
    findings += context.findings(
        "row",
        early,
        f"session_date before {EARLIEST.astype('datetime64[Y]')}: a placeholder?",
        "session_date",
        sets_aside="row",
    )
    before_birth = np.zeros(len(context.live), dtype=bool)
    if "birth_date" in context.columns:
        before_birth |= (dates.values() < context.columns["birth_date"].values()).to_numpy()
    if "birth_year" in context.columns:
        before_birth |= dates.values().dt.year.to_numpy() < context.columns["birth_year"].numbers()
    return findings + context.findings(
        "row",
        before_birth & ~late & ~early,
        "session_date before the patient's birth",
        "session_date",
        sets_aside="row",
    )
