"""Completion among the counts of a report: who was expected, who had a score of which instrument, and what follows.

Keys end with the arm: `("expected", visit, arm)`, `("not due", visit, arm)`, `("completed", instrument, visit, arm)`
with "baseline" among the visits, `("seen, not completed", instrument, visit, arm)` and
`("completed, not seen", instrument, visit, arm)`. "Seen" is of the plan's outcome and of everybody analysed, due or
not; with the others it tells who was seen although not due, and who was seen without an instrument. Those may be few.
"""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.outcome_scores import OutcomeScores
from dnoutcomes.describe.calendar import data_cut
from dnoutcomes.describe.completion import BASELINE, completion_rows
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.disclosure import Key
from dnoutcomes.plan import EVENT_STRATEGIES
from dnoutcomes.report.counts.count_ledger import CountLedger


def add_completion(
    ledger: CountLedger, analysis: AnalysisData, outcomes: tuple[OutcomeScores, ...], starts: pd.DataFrame
) -> None:
    """Enter completion, linked with what is counted already.

    Parameters
    ----------
    ledger : CountLedger
        With the flow of patients, the quarters of their starts and the patients who are compared in other outcomes.
    analysis : AnalysisData
    outcomes : tuple of OutcomeScores
        As from `outcome_scores`, or none.
    starts : pandas.DataFrame
        One row per patient in the file, indexed by patient: `arm` and the `quarter` of the start; empty without dates.
    """
    visits, rows = expected_visits(analysis), completion_rows(analysis)
    for arm in analysis.patients["arm"].cat.categories:
        of_arm = visits[visits["arm"] == arm]
        for visit, at_visit in of_arm.groupby("visit", observed=False):
            _expected(ledger, str(visit), arm, at_visit)
            _late_starts(ledger, analysis, str(visit), at_visit, starts[starts["arm"] == arm])
        seen = {
            str(visit): set(group["patient_id"])
            for visit, group in of_arm[of_arm["seen"]].groupby("visit", observed=False)
        }
        for (code, visit), group in rows[rows["arm"] == arm].groupby(["instrument", "visit"], observed=True):
            completed = set(group.loc[group["scored"], "patient_id"])
            _completed(ledger, analysis, (code, visit, arm), completed, seen.get(visit, set()))
        for outcome in outcomes:
            if outcome.role != "primary" and not outcome.reason:
                _compared(ledger, analysis, outcome, rows, arm)


def _expected(ledger: CountLedger, visit: str, arm: str, at_visit: pd.DataFrame) -> None:
    expected = ledger.add(("expected", visit, arm), int(at_visit["expected"].sum()))
    not_due = ledger.add(("not due", visit, arm), int((~at_visit["expected"]).sum()))
    ledger.total(("analysed", arm), (expected, not_due))
    ledger.split(("in the file", arm), expected, "in the file, not expected")


def _late_starts(
    ledger: CountLedger, analysis: AnalysisData, visit: str, at_visit: pd.DataFrame, starts: pd.DataFrame
) -> None:
    """Quarters too late for a visit to be due: all who started in them are not due, and few others may be."""
    if starts.empty:
        return
    arm = str(starts["arm"].iloc[0])
    last_due = data_cut(analysis) - pd.to_timedelta(analysis.plan.visit(visit).last, unit="D")
    quarters = [name for name in sorted(starts["quarter"].unique()) if pd.Period(name).start_time > last_due]
    if not quarters:
        return
    late = set(starts.index[starts["quarter"].isin(quarters)])
    not_due = set(at_visit.loc[~at_visit["expected"], "patient_id"])
    total = ledger.add(("started too late for", visit, arm), len(late), printed=False)
    ledger.total(total, [("started", name, arm) for name in quarters])
    if ledger.counts["in the file", arm].value == ledger.counts["analysed", arm].value:
        ledger.split(("not due", visit, arm), total, "not due, started before")
        return
    only_late = ("started late, not analysed", visit, arm)
    ledger.overlap(
        ("not due", visit, arm),
        total,
        ("not due, started before", visit, arm),
        only_late,
        not_due,
        late,
    )
    outside = ledger.split(("in the file", arm), ("analysed", arm), f"not analysed at {visit}")
    ledger.split(outside, only_late, "not analysed, started before")


def _completed(
    ledger: CountLedger,
    analysis: AnalysisData,
    where: tuple[str, str, str],
    completed: set[str],
    seen: set[str],
) -> None:
    code, visit, arm = where
    total = ("analysed", arm) if visit == BASELINE else ("expected", visit, arm)
    key = ledger.add(("completed", *where), len(completed))
    ledger.split(total, key, "not completed")
    if visit == BASELINE:
        return
    only_seen, only_completed = ("seen, not completed", *where), ("completed, not seen", *where)
    ledger.add(only_seen, len(seen - completed))
    ledger.add(only_completed, len(completed - seen))
    ledger.overlap(("seen", visit, arm), key, only_seen, only_completed, seen, completed)
    ledger.split(("not seen", visit, arm), only_completed, "not seen, not completed")
    if code == analysis.plan.outcome and not _alters_scores(analysis):
        ledger.split(("not due", visit, arm), only_seen, "not due, not seen")
    elif code != analysis.plan.outcome:
        early = ("seen, not completed", analysis.plan.outcome, visit, arm)
        # A visit at which nobody has a score of the outcome has nobody seen.
        if early in ledger.counts and not _alters_scores(analysis):
            ledger.split(only_seen, early, f"due and seen, without {code},")


def _alters_scores(analysis: AnalysisData) -> bool:
    return any(
        EVENT_STRATEGIES[event.strategy].changes_scores
        for event in analysis.plan.estimand.intercurrent_events
    )


def _compared(
    ledger: CountLedger, analysis: AnalysisData, outcome: OutcomeScores, rows: pd.DataFrame, arm: str
) -> None:
    """Patients compared in another outcome at the primary visit beside those who completed it there."""
    where = (outcome.outcome, analysis.plan.primary_visit, arm)
    compared, completed = ("scored on", outcome.outcome, arm), ("completed", *where)
    if completed not in ledger.counts:
        return
    if outcome.is_rating and not _alters_scores(analysis):
        # Whoever completed a rating is compared in it, and so are those who were not due.
        early = ledger.split(compared, completed, "compared, not completed")
        ledger.split(("not due", *where[1:]), early, "not due, not compared")
        return
    at_visit = rows[
        (rows["instrument"] == outcome.outcome) & (rows["visit"] == where[1]) & (rows["arm"] == arm)
    ]
    who_compared = set(outcome.scored.loc[outcome.scored["arm"] == arm, "patient_id"])
    who_completed = set(at_visit.loc[at_visit["scored"], "patient_id"])
    only_compared: Key = ("compared, not completed", *where)
    only_completed: Key = ("completed, not compared", *where)
    ledger.overlap(compared, completed, only_compared, only_completed, who_compared, who_completed)
    if _alters_scores(analysis):
        return
    outside = ("in the file, not expected besides", "expected", where[1], arm)
    ledger.split(outside, only_compared, "neither expected nor compared")
    start = ("not completed besides", "completed", outcome.outcome, BASELINE, arm)
    if start in ledger.counts:
        ledger.split(start, only_completed, "neither at the start nor later")
