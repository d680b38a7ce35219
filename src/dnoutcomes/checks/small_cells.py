"""Causes with so few patients in an arm that a count could show who they are."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.finding import Finding

_SHOWN = 6


def _count(context: RecordContext) -> Tally:
    return Counter(context.counts.patients_by(["arm", "cause"]).to_dict())


def _judge(patients: Tally, context: RecordContext) -> list[Finding]:
    """Warn of a cause with a single patient in an arm that has others too; say which counts a report will hide.

    An arm with one cause only has no such cell: its count is the size of the arm.
    """
    cells: list[tuple[str, str]] = sorted(patients)
    causes_in = Counter(arm for arm, _ in cells)
    small = [cell for cell in cells if causes_in[cell[0]] > 1 and context.small_groups.holds(patients[cell])]
    if not small:
        return []
    named = ", ".join(f"{cause} in {arm}" for arm, cause in small[:_SHOWN])
    more = ", ..." if len(small) > _SHOWN else ""
    return [
        Finding(
            "warn" if any(patients[cell] == 1 for cell in small) else "info",
            f"{len(small)} cells of cause and arm hold 1 to {context.small_groups.largest} patients: {named}{more}. "
            "Reports hide them, and with each a second cell that would give it away",
            column="cause",
        )
    ]


small_cells = OfCounts(_count, _judge)
