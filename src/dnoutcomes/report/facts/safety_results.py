"""Adverse events, released: nothing of few patients, and nothing that the sums would give away."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.event_dispersion import event_dispersion
from dnoutcomes.describe.exact_intervals import rate_interval, share_interval
from dnoutcomes.disclosure import ProtectedCounts, State
from dnoutcomes.language import say
from dnoutcomes.report.counts.event_counts import (
    ALL_EVENTS,
    OTHER_KINDS,
    events_at_sessions,
    events_by_kind,
    joined_kinds,
)
from dnoutcomes.report.facts.unavailable import Unavailable


@dataclass(frozen=True)
class EventRate:
    """Events at attended sessions of the treated arm, per 100 of them.

    Attributes
    ----------
    name : str
    n_events : int or None
        None where it isn't shown.
    per_100, low, high : float
        With an interval that allows for patients who have several.
    state : State
        That of the number of events; where it isn't shown, the numbers say nothing.
    """

    name: str
    n_events: int | None
    per_100: float
    low: float
    high: float
    state: State = State.SHOWN


@dataclass(frozen=True)
class EventShare:
    """Patients of one arm with at least one event at any time.

    Attributes
    ----------
    name, arm : str
    share, low, high : float
        With the exact interval.
    state : State
        That of the number of patients who had it; of a shown number the share is shown, and may be 0.
    """

    name: str
    arm: str
    share: float
    low: float
    high: float
    state: State = State.SHOWN


@dataclass(frozen=True)
class SafetyResults:
    """Adverse events as they may be shown.

    Attributes
    ----------
    n_sessions : int or None
        Attended sessions of the treated arm; None where there are none or too few patients had them.
    rates : tuple of EventRate
        All events first, then the kinds that may be shown, the most frequent first, and those that are joined.
    joined : tuple of str
        Kinds without a row of their own.
    shares : tuple of EventShare
    state : State
        Whether rates are shown, and if not, why: not recorded where no session took place.
    """

    n_sessions: int | None
    rates: tuple[EventRate, ...]
    joined: tuple[str, ...]
    shares: tuple[EventShare, ...]
    state: State = State.SHOWN


def safety_results(analysis: AnalysisData, counts: ProtectedCounts) -> SafetyResults | Unavailable:
    """Describe adverse events as far as small groups allow."""
    plan = analysis.plan
    if not {"ae_any", "ae_term"} & set(analysis.outcomes.records.columns):
        return Unavailable(
            say("The file records no adverse events: whether there were any can't be told from it."),
            State.NOT_RECORDED,
        )
    state = _state_of_rates(counts, plan.treated_arm)
    joined = joined_kinds(events_at_sessions(analysis), plan.small_groups)
    n = None if state is State.NOT_RECORDED else counts.value(("sessions attended", plan.treated_arm))
    rates = () if n is None or state is not State.SHOWN else _rates(analysis, n, counts, joined)
    return SafetyResults(n, rates, joined, _shares(analysis, counts), state)


def _state_of_rates(counts: ProtectedCounts, arm: str) -> State:
    sessions, events = ("sessions attended", arm), ("events", ALL_EVENTS, arm)
    if sessions not in counts.statuses or counts.value(sessions) == 0:
        return State.NOT_RECORDED
    return next((counts.state(key) for key in (sessions, events) if not counts.is_shown(key)), State.SHOWN)


def _rates(
    analysis: AnalysisData, n: int, counts: ProtectedCounts, joined: tuple[str, ...]
) -> tuple[EventRate, ...]:
    plan = analysis.plan
    tally = {
        key[1]: counts.linked.counts[key].value
        for key in counts.statuses
        if key[0] == "events" and key[2] == plan.treated_arm
    }
    ends = (ALL_EVENTS, OTHER_KINDS)
    kinds = sorted(
        (kind for kind in tally if kind not in (*ends, *joined)), key=lambda kind: (-tally[kind], kind)
    )
    named = [ALL_EVENTS, *kinds, *([OTHER_KINDS] if joined else [])]
    patients = {kind: rows["patient_id"] for kind, rows in events_by_kind(analysis).items()}
    sessions = analysis.workbench.sessions
    came = sessions.loc[sessions["attended"] & (sessions["arm"] == plan.treated_arm), "patient_id"]
    rates = []
    for name in named:
        key = ("events", name, plan.treated_arm)
        count = counts.value(key)
        if count is None:
            rates.append(EventRate(name, None, nan, nan, nan, counts.state(key)))
            continue
        dispersion = event_dispersion(patients[name], came)
        low, high = rate_interval(count, n, plan.confidence_level, dispersion)
        rates.append(EventRate(name, count, 100 * count / n, 100 * low, 100 * high))
    return tuple(rates)


def _shares(analysis: AnalysisData, counts: ProtectedCounts) -> tuple[EventShare, ...]:
    plan = analysis.plan
    rows = []
    for arm in (plan.treated_arm, plan.reference_arm):
        everyone = ("in the file", arm)
        n = counts.value(everyone)
        names = [key[1] for key in counts.statuses if key[0] == "adverse" and key[2] == arm]
        for name in names:
            key = ("adverse", name, arm)
            having = counts.value(key)
            if n is None or having is None:
                state = counts.state(key if having is None else everyone)
                rows.append(EventShare(name, arm, nan, nan, nan, state))
                continue
            low, high = share_interval(having, n, plan.confidence_level)
            rows.append(EventShare(name, arm, having / n, low, high))
    return tuple(rows)
