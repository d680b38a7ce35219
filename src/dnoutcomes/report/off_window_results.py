"""Scores that no visit uses, where enough patients stand behind them."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.off_window import score_days

OUTSIDE, NOT_NEAREST = "outside", "not nearest"


@dataclass(frozen=True)
class OffWindowResults:
    """Days with a score of the outcome that is used for nothing, both arms together.

    Attributes
    ----------
    n_days : dict of str to int or None
        By what became of the score: "outside" every window; "not nearest" to the day of its visit among those in the
        window, or set aside after an intercurrent event. None where 1 to `smallest_cell - 1` patients have such days.
        Without the number of all scores, which with the numbers of patients seen would give a hidden one.
    """

    n_days: dict[str, int | None]


def off_window_results(analysis: AnalysisData, smallest_cell: int) -> OffWindowResults:
    """Count the days with a score that no visit uses."""
    rows = score_days(analysis)
    found: dict[str, int | None] = {}
    for fate in (OUTSIDE, NOT_NEAREST):
        own = rows[rows["fate"] == fate]
        few = 0 < own["patient_id"].nunique() < smallest_cell
        found[fate] = None if few else len(own)
    return OffWindowResults(found)
