"""Patients in both arms."""

from __future__ import annotations

from dnoutcomes.checks.changing_patients import changing_rows, patients_in, rows_after_change, undecided
from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding

_REMEDY = (
    'Pass arm_switch="first" (counted in the first arm), "censor" (followed until the switch) or "exclude".'
)


def arm_switch(context: Context) -> list[Finding]:
    """Ask what to do with a patient in two arms, or do what the caller said."""
    rows = changing_rows("arm", context)
    policy = context.mapping.arm_switch
    what = f"{patients_in(rows, context)} in both arms"
    if policy is None:
        return context.findings("ask", rows, what, "arm", remedy=_REMEDY)
    if policy != "exclude" and (asked := undecided("arm", "arm_switch", context)):
        return asked
    if policy == "first":
        return context.findings("warn", rows, f"{what}: counted in the first arm", "arm")
    if policy == "exclude":
        return context.findings(
            "row", rows, f"{what}: left out", "arm", sets_aside="row", of_one_row="in both arms: left out"
        )
    after = rows & rows_after_change("arm", context)
    how = "rows from the switch on are set aside"
    return context.findings(
        "row", after, f"{what}: {how}", "arm", sets_aside="row", of_one_row=f"in both arms: {how}"
    )
