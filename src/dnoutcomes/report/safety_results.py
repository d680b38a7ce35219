"""Adverse events, released: nothing of few patients, and nothing that the sums would give away."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.exact_intervals import rate_interval
from dnoutcomes.describe.safety import ANY, safety
from dnoutcomes.describe.sessions import events_of, sessions_of
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.language import say, term
from dnoutcomes.report.hidden_together import hidden_together
from dnoutcomes.report.results import Unavailable

ALL_EVENTS, OTHER_KINDS = term("all events"), term("all other kinds together")


@dataclass(frozen=True)
class EventRate:
    """Events at attended sessions of the treated arm, per 100 of them.

    Attributes
    ----------
    name : str
    n_events : int
    per_100, low, high : float
        With the exact interval.
    """

    name: str
    n_events: int
    per_100: float
    low: float
    high: float


@dataclass(frozen=True)
class EventShare:
    """Patients of one arm with at least one event at any time.

    Attributes
    ----------
    name, arm : str
    share, low, high : float
        With the exact interval.
    hidden : bool
        Whether so few had it, or did not, that nothing may be shown.
    """

    name: str
    arm: str
    share: float
    low: float
    high: float
    hidden: bool


@dataclass(frozen=True)
class SafetyResults:
    """Adverse events as they may be shown.

    Attributes
    ----------
    n_sessions : int
        Attended sessions of the treated arm; 0 where there are none or too few patients had them.
    rates : tuple of EventRate
        All events first, then the kinds that may be shown, the most frequent first, and those that are joined.
    joined : tuple of str
        Kinds without a row of their own.
    shares : tuple of EventShare
    """

    n_sessions: int
    rates: tuple[EventRate, ...]
    joined: tuple[str, ...]
    shares: tuple[EventShare, ...]


def safety_results(analysis: AnalysisData, counts: ProtectedCounts) -> SafetyResults | Unavailable:
    """Describe adverse events as far as small groups allow."""
    records, plan = analysis.outcomes.records, analysis.plan
    if not {"ae_any", "ae_term"} & set(records.columns):
        return Unavailable(
            say("The file records no adverse events: whether there were any can't be told from it.")
        )
    sessions = sessions_of(records)
    own = sessions[sessions["attended"] & (sessions["arm"] == plan.treated_arm)]
    n = len(own) if own["patient_id"].nunique() >= counts.smallest_cell else 0
    rates, joined = _rates(analysis, n, counts.smallest_cell)
    return SafetyResults(n, rates, joined, _shares(analysis, counts))


def _rates(
    analysis: AnalysisData, n: int, smallest_cell: int
) -> tuple[tuple[EventRate, ...], tuple[str, ...]]:
    plan = analysis.plan
    events = events_of(analysis.outcomes.records)
    events = events[events["in_session"] & (events["arm"] == plan.treated_arm)]
    people = {str(kind): frozenset(rows["patient_id"]) for kind, rows in events.groupby("term")}
    joined = hidden_together(people, smallest_cell)
    if n == 0 or (len(events) and events["patient_id"].nunique() < smallest_cell):
        return (), joined
    tally = events["term"].value_counts()
    shown = sorted((kind for kind in people if kind not in joined), key=lambda kind: (-tally[kind], kind))
    named = [(ALL_EVENTS, len(events)), *((kind, int(tally[kind])) for kind in shown)]
    if joined:
        named.append((OTHER_KINDS, int(tally[list(joined)].sum())))
    rates = []
    for name, count in named:
        low, high = rate_interval(count, n, plan.confidence_level)
        rates.append(EventRate(name, count, 100 * count / n, 100 * low, 100 * high))
    return tuple(rates), joined


def _shares(analysis: AnalysisData, counts: ProtectedCounts) -> tuple[EventShare, ...]:
    frame = safety(analysis)
    rows = []
    for arm in (analysis.plan.treated_arm, analysis.plan.reference_arm):
        own = frame[frame["arm"] == arm]
        hidden = _hidden_shares(own, counts.smallest_cell)
        if not counts.is_shown(("in the file", arm)):
            hidden = pd.Series(True, own.index)
        rows += [
            EventShare(row.term, arm, nan, nan, nan, True)
            if hide
            else EventShare(row.term, arm, row.share, row.share_low, row.share_high, False)
            for row, hide in zip(own.itertuples(), hidden)
        ]
    return tuple(rows)


def _hidden_shares(rows: pd.DataFrame, smallest_cell: int) -> pd.Series:
    """Few with or few without; and all events together where they would tell how many have a single hidden kind."""
    having, lacking = rows["n_patients_with"], rows["n_patients"] - rows["n_patients_with"]
    hidden = having.between(1, smallest_cell - 1) | lacking.between(1, smallest_cell - 1)
    terms = rows["kind"] == "term"
    small = int((hidden & terms).sum())
    least = (
        having[rows["term"] == ANY].sum() - having[terms & ~hidden].sum() - (small - 1) * (smallest_cell - 1)
    )
    return hidden | ((rows["term"] == ANY) & (small > 0) & (least > 1))
