"""The figure of attendance and dose, unless what it shows would give a small group away."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.attendance import attendance_curve
from dnoutcomes.describe.sessions import sessions_of
from dnoutcomes.disclosure import Key, LinkedCounts, ProtectedCounts, audit
from dnoutcomes.disclosure.reader import Status
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.count_ledger import CountLedger
from dnoutcomes.report.section import FigureBlock


def attendance_figure(analysis: AnalysisData, counts: ProtectedCounts) -> FigureBlock | None:
    """Draw how many sessions patients came to and the needles of each, or None where that may not be shown.

    Parameters
    ----------
    analysis : AnalysisData
    counts : ProtectedCounts
        Those of the report.

    Notes
    -----
    The curve gives numbers of patients exactly, so it's drawn only where the number of patients of both arms is shown,
    counts the same patients, and no step between two levels can be narrowed down with the number of attended sessions,
    which the report prints and which is the sum over all levels.
    """
    hides = analysis.plan.hides_small_groups
    cell = analysis.plan.smallest_cell if hides else None
    curve = attendance_curve(analysis, cell)
    if curve.empty or (
        hides and not all(is_safe(analysis, counts, curve, arm) for arm in curve["arm"].unique())
    ):
        return None
    from dnoutcomes.figures import plot_attendance

    return FigureBlock(lambda width: plot_attendance(analysis, smallest_cell=cell, width=width))


def is_safe(analysis: AnalysisData, counts: ProtectedCounts, curve: pd.DataFrame, arm: str) -> bool:
    """Whether the levels of an arm, as a curve has them, pin no small step."""
    own = curve[curve["arm"] == arm]
    n = int(own["n_patients"].iloc[0])
    if counts.value(("in the file", arm)) != n:
        return False
    levels = dict(zip(own["sessions"].astype(int), own["n_at_least"].astype(int)))
    sessions = sessions_of(analysis.outcomes.records)
    planned = sessions[sessions["arm"] == arm]
    attended = planned.groupby("patient_id")["attended"].sum()
    most = int(planned.groupby("patient_id").size().max())
    true = {level: int((attended >= level).sum()) for level in range(1, most + 1)}
    linked = _linked(n, true, int(attended.sum()))
    known = {("at least", str(level)) for level in levels}
    statuses = {key: _status(key, count.printed, key in known) for key, count in linked.counts.items()}
    try:
        audit(ProtectedCounts(linked, statuses, counts.smallest_cell))
    except DisclosureError:
        return False
    return True


def _linked(n: int, true: dict[int, int], n_sessions: int) -> LinkedCounts:
    """Patients by level, the steps between levels, and the sum over levels, which is the number of sessions."""
    ledger = CountLedger()
    wider = ledger.add(("patients",), n)
    total = ledger.add(("sessions",), n_sessions)
    levels: list[Key] = []
    for level, count in true.items():
        levels.append(ledger.add(("at least", str(level)), count, printed=False))
        ledger.split(wider, levels[-1], f"fewer than {level}")
        wider = levels[-1]
    ledger.total(total, levels)
    return LinkedCounts(ledger.counts, tuple(ledger.sums))


def _status(key: Key, printed: bool, known: bool) -> Status:
    return "shown" if printed or known else "unprinted"
