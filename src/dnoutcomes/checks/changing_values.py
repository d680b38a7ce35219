"""Patient-level columns that differ between a patient's rows."""

from __future__ import annotations

from dnoutcomes.checks.changing_patients import patients_in
from dnoutcomes.checks.context import Context
from dnoutcomes.checks.patient_facts import patient_columns, stated_codes, tied
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema import COLUMNS

# Age is often written as it was on the day of the encounter.
_AGE_DRIFT = 2


def changing_values(context: Context) -> list[Finding]:
    """Warn where a patient-level value differs between rows, the first one in time is used; ask where two are first."""
    findings = []
    for parsed in patient_columns(context):
        if parsed.name in ("arm", "cause"):
            continue
        lowest, highest = context.timeline.range_of(stated_codes(parsed.name, context))
        moving = lowest != highest
        if not moving.any():
            continue
        asked = _asked(parsed.name, context)
        findings += asked
        if parsed.name == "age":
            ages = parsed.ranked.values
            moving[moving] = ages[highest[moving]] - ages[lowest[moving]] > _AGE_DRIFT
        if moving.any() and not asked:
            findings += context.findings(
                "warn",
                context.timeline.rows_of(moving),
                f"{parsed.name} differs between rows of {int(moving.sum())} patients: the first in time is used",
                parsed.name,
            )
    return findings


def _asked(name: str, context: Context) -> list[Finding]:
    """Ask which of two values of the first day counts; of a column of the caller's own nobody said that it has one."""
    if name not in COLUMNS:
        return []
    rows = context.timeline.rows_of(tied(name, context))
    return context.findings(
        "ask",
        rows,
        f"{patients_in(rows, context)} with two values of {name} on the first day that has one",
        name,
        remedy=f"Write one {name} per patient, in all rows or in one.",
    )
