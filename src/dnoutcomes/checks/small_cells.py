"""Causes with so few patients in an arm that a count could show who they are."""

from __future__ import annotations

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding

_SHOWN = 6


def small_cells(context: RecordContext) -> list[Finding]:
    """Warn of a cause with a single patient in an arm that has others too; say which counts a report will hide.

    An arm with one cause only has no such cell: its count is the size of the arm.
    """
    patients = context.records.drop_duplicates("patient_id")
    counts = patients.groupby(["arm", "cause"]).size()
    causes_in_arm = counts.groupby("arm").transform("size")
    small = counts[counts.map(context.small_groups.holds) & (causes_in_arm > 1)]
    if small.empty:
        return []
    cells = [f"{cause} in {arm}" for arm, cause in small.index]
    named = ", ".join(cells[:_SHOWN]) + (", ..." if len(cells) > _SHOWN else "")
    return [
        Finding(
            "warn" if (small == 1).any() else "info",
            f"{len(cells)} cells of cause and arm hold 1 to {context.small_groups.largest} patients: {named}. Reports "
            "hide them, and with each a second cell that would give it away",
            column="cause",
        )
    ]
