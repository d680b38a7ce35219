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
    n_events : int
    per_100, low, high : float
        With an interval that allows for patients who have several.
    state : State
        Hidden where a number of few patients would follow from it; its numbers say nothing then.
    """

    name: str
    n_events: int
    per_100: float
    low: float
    high: float
    state: State = State.SHOWN

    @property
    def hidden(self) -> bool:
        """Whether it is hidden to protect a small group."""
        return self.state is State.HIDDEN


@dataclass(frozen=True)
class EventShare:
    """Patients of one arm with at least one event at any time.

    Attributes
    ----------
    name, arm : str
    share, low, high : float
        With the exact interval.
    state : State
        Hidden where so few had it, or did not, that nothing may be shown.
    """

    name: str
    arm: str
    share: float
    low: float
    high: float
    state: State = State.SHOWN

    @property
    def hidden(self) -> bool:
        """Whether it is hidden to protect a small group."""
        return self.state is State.HIDDEN


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
    plan = analysis.plan
    if not {"ae_any", "ae_term"} & set(analysis.outcomes.records.columns):
        return Unavailable(
            say("The file records no adverse events: whether there were any can't be told from it."),
            State.NOT_RECORDED,
        )
    sessions = ("sessions attended", plan.treated_arm)
    n = counts.value(sessions) if sessions in counts.statuses else None
    rates, joined = _rates(analysis, n or 0, counts)
    return SafetyResults(n or 0, rates, joined, _shares(analysis, counts))


def _rates(
    analysis: AnalysisData, n: int, counts: ProtectedCounts
) -> tuple[tuple[EventRate, ...], tuple[str, ...]]:
    plan = analysis.plan
    tally = {
        key[1]: counts.linked.counts[key].value
        for key in counts.statuses
        if key[0] == "events" and key[2] == plan.treated_arm
    }
    joined = joined_kinds(events_at_sessions(analysis), plan.small_groups)
    if n == 0 or not counts.is_shown(("events", ALL_EVENTS, plan.treated_arm)):
        return (), joined
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
        count = counts.value(("events", name, plan.treated_arm))
        if count is None:
            rates.append(EventRate(name, 0, nan, nan, nan, state=State.HIDDEN))
            continue
        dispersion = event_dispersion(patients[name], came)
        low, high = rate_interval(count, n, plan.confidence_level, dispersion)
        rates.append(EventRate(name, count, 100 * count / n, 100 * low, 100 * high))
    return tuple(rates), joined


def _shares(analysis: AnalysisData, counts: ProtectedCounts) -> tuple[EventShare, ...]:
    plan = analysis.plan
    rows = []
    for arm in (plan.treated_arm, plan.reference_arm):
        n = counts.value(("in the file", arm))
        names = [key[1] for key in counts.statuses if key[0] == "adverse" and key[2] == arm]
        for name in names:
            having = counts.value(("adverse", name, arm))
            if n is None or having is None:
                rows.append(EventShare(name, arm, nan, nan, nan, state=State.HIDDEN))
                continue
            low, high = share_interval(having, n, plan.confidence_level)
            rows.append(EventShare(name, arm, having / n, low, high))
    return tuple(rows)
