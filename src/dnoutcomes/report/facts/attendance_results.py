"""The figure of attendance and dose, unless what it shows would give a small group away."""

from __future__ import annotations

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.attendance import attendance_of
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.report.facts.figure_block import FigureBlock


def attendance_figure(analysis: AnalysisData, counts: ProtectedCounts) -> FigureBlock | None:
    """Draw how many sessions patients came to and the needles of each, or None where that may not be shown.

    Parameters
    ----------
    analysis : AnalysisData
    counts : ProtectedCounts
        Those of the report.

    Notes
    -----
    The curve gives numbers of patients exactly, so it's drawn only where all of them are shown, of both arms.
    """
    released = attendance_of(analysis, released=True)
    curve = released.curve
    levels = [("attended at least", str(int(row.sessions)), str(row.arm)) for row in curve.itertuples()]
    everyone = [("in the file", arm) for arm in map(str, curve["arm"].unique())]
    if curve.empty or not counts.is_shown(*levels, *everyone):
        return None
    return FigureBlock.of("attendance", released)
