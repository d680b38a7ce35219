"""Starts by quarter, and waits from referral to the start where enough patients have one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import waiting_times
from dnoutcomes.disclosure import Key, Limit, ProtectedCounts, State
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.counts.count_ledger import CountLedger
from dnoutcomes.report.facts.unavailable import Unavailable

NO_DATES = term("The file has days of study and no dates, so it tells nothing by quarter.")


@dataclass(frozen=True, eq=False)
class ActivityResults:
    """When patients started, and how long they had waited.

    Attributes
    ----------
    quarters : tuple of str
        Those in which somebody started; their numbers of patients are among the counts.
    waits : pandas.DataFrame or Unavailable
        As from `waiting_results`.
    """

    quarters: tuple[str, ...]
    waits: pd.DataFrame | Unavailable


def add_waits(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Enter the patients with a wait among those who started, whose number isn't printed, but whether it's enough.

    Parameters
    ----------
    ledger : CountLedger
        With the quarters of the starts.
    analysis : AnalysisData
    """
    if not {"referral_date", "session_date"} <= set(analysis.outcomes.records.columns):
        return
    small = analysis.plan.small_groups
    for row in waiting_times(analysis).itertuples():
        where = (str(row.quarter), str(row.arm))
        key = ledger.add(("with a wait", *where), int(row.n), printed=False)
        ledger.split(("started", *where), key, "started, no wait known")
        if small.are_enough(row.n):
            ledger.limits.append(Limit({key: 1.0}, low=float(small.smallest_cell), said_by=wait_key(*where)))


def wait_key(quarter: str, arm: str) -> Key:
    """Name the wait of a quarter and arm."""
    return ("wait", quarter, arm)


def activity_results(analysis: AnalysisData, counts: ProtectedCounts) -> ActivityResults | Unavailable:
    """List the quarters of the starts and describe the waits, where the file has dates."""
    nothing = no_dates(analysis)
    if nothing is not None:
        return nothing
    quarters = sorted({key[1] for key in counts.statuses if key[0] == "started"})
    return ActivityResults(tuple(quarters), waiting_results(analysis, counts))


def no_dates(analysis: AnalysisData) -> Unavailable | None:
    """Say that nothing can be told by quarter; None where the file has dates."""
    if "session_date" in analysis.outcomes.records.columns:
        return None
    return Unavailable(say_term(NO_DATES), State.NOT_RECORDED)


def waiting_results(analysis: AnalysisData, counts: ProtectedCounts) -> pd.DataFrame | Unavailable:
    """Describe waits as far as small groups allow.

    Returns
    -------
    pandas.DataFrame or Unavailable
        One row per quarter and arm: `quarter, arm, median, lower_quartile, upper_quartile` in days, rounded, and
        their `state`. Without numbers of patients, from which those without a date would follow.
    """
    records = analysis.outcomes.records
    if "referral_date" not in records.columns or records["referral_date"].isna().all():
        return Unavailable(
            say("The file has no dates of referral, so how long patients waited isn't known."),
            State.NOT_RECORDED,
        )
    frame = waiting_times(analysis)
    states = [
        _state(int(row.n), wait_key(str(row.quarter), str(row.arm)), counts) for row in frame.itertuples()
    ]
    frame = frame.assign(state=states)
    numbers = ["median", "lower_quartile", "upper_quartile"]
    if counts.small_groups.exist:
        frame[numbers] = frame[numbers].round().where(frame["state"] == State.SHOWN)
    return frame[["quarter", "arm", *numbers, "state"]]


def _state(n: int, key: Key, counts: ProtectedCounts) -> State:
    small = counts.small_groups
    if not small.exist:
        return State.SHOWN if n else State.NOT_RECORDED
    # Withheld, nobody's or of few: whoever could tell these apart would learn how many have no wait.
    return State.SHOWN if small.are_enough(n) and counts.may_say(key) else State.HIDDEN
