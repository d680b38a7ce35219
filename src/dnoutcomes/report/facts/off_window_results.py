"""Scores that no visit uses, where enough patients stand behind them."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.off_window import score_days
from dnoutcomes.disclosure import Key, ProtectedCounts
from dnoutcomes.report.counts.count_ledger import CountLedger
from dnoutcomes.report.counts.month_counts import BOTH

OUTSIDE, NOT_NEAREST = "outside", "not nearest"


@dataclass(frozen=True)
class OffWindowResults:
    """Days with a score of the outcome that is used for nothing, both arms together.

    Attributes
    ----------
    n_days : dict of str to int or None
        By what became of the score: "outside" every window; "not nearest" to the day of its visit among those in the
        window, or set aside after an intercurrent event. None where too few patients have such days.
        Without the number of all scores, which with the numbers of patients seen would give a hidden one.
    """

    n_days: dict[str, int | None]


def add_score_days(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Enter the days with a score that no visit uses, and the patients who have them."""
    rows = score_days(analysis)
    for fate in (OUTSIDE, NOT_NEAREST):
        unused = rows[rows["fate"] == fate]
        patients = ledger.add(("with scores", fate, BOTH), unused["patient_id"].nunique(), printed=False)
        ledger.add(_days_key(fate), len(unused), behind=patients)


def _days_key(fate: str) -> Key:
    return ("scores", fate, BOTH)


def off_window_results(counts: ProtectedCounts) -> OffWindowResults:
    """Return the days with a score that no visit uses, as they may be shown."""
    return OffWindowResults({fate: counts.value(_days_key(fate)) for fate in (OUTSIDE, NOT_NEAREST)})
