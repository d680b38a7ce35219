"""Patients with more than one cause."""

from __future__ import annotations

from dnoutcomes.checks.changing_patients import changing_rows, patients_in, undecided
from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding

_REMEDY = 'Pass cause_change="first", "last" or "exclude", or write mixed in all rows of the patient.'


def cause_change(context: Context) -> list[Finding]:
    """Ask which cause counts for a patient with two, or do what the caller said."""
    rows = changing_rows("cause", context)
    policy = context.mapping.cause_change
    what = f"{patients_in(rows, context)} with more than one cause"
    if policy is None:
        return context.findings("ask", rows, what, "cause", remedy=_REMEDY)
    if policy == "exclude":
        of_one_row = "more than one cause: left out"
        return context.findings(
            "row", rows, f"{what}: left out", "cause", sets_aside="row", of_one_row=of_one_row
        )
    if asked := undecided("cause", "cause_change", context, last=policy == "last"):
        return asked
    return context.findings("warn", rows, f"{what}: the {policy} one counts", "cause")
