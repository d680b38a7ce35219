"""Adverse events among the counts of a report: events at sessions, and the patients who had them.

Keys end with the arm: `("adverse", kind, arm)`, the patients with at least one such event at any encounter; of the
treated arm `("events", kind, arm)`, the events at attended sessions, and `("adverse at sessions", kind, arm)`, the
patients behind these. Rare kinds are joined, and have one row of events together.
"""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.safety import ANY, STOPPED, safety
from dnoutcomes.disclosure import Key, Limit, SmallGroups, hidden_together, no_more_than
from dnoutcomes.language import term
from dnoutcomes.report.counts.count_ledger import CountLedger

ALL_EVENTS, OTHER_KINDS = term("all events"), term("all other kinds together")


def add_events(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Enter adverse events, where the file records any.

    Parameters
    ----------
    ledger : CountLedger
        With the patients in the file.
    analysis : AnalysisData
    """
    if not {"ae_any", "ae_term"} & set(analysis.outcomes.records.columns):
        return
    frame = safety(analysis)
    for arm in map(str, analysis.patients["arm"].cat.categories):
        _patients(ledger, frame[frame["arm"] == arm], arm)
    _at_sessions(ledger, analysis)


def _patients(ledger: CountLedger, rows: pd.DataFrame, arm: str) -> None:
    """Patients with each kind; whoever has one has any, so that the rest of these are a group too."""
    everyone: Key = ("in the file", arm)
    having = dict(zip(rows["term"].astype(str), rows["n_patients_with"]))
    keys = {name: ledger.add(("adverse", name, arm), int(n)) for name, n in having.items()}
    for name, key in keys.items():
        ledger.split(everyone, key, "no adverse event")
        if name not in (ANY, STOPPED):
            ledger.split(keys[ANY], key, "another adverse event alone")
    kinds = [keys[name] for name in rows.loc[rows["kind"] == "term", "term"]]
    if kinds:
        ledger.limits.append(Limit(dict.fromkeys(kinds, 1.0) | {keys[ANY]: -1.0}, low=0.0))


def _at_sessions(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Events at attended sessions of the treated arm, and who had them."""
    arm = analysis.plan.treated_arm
    groups = events_by_kind(analysis)
    joined = joined_kinds(groups[ALL_EVENTS], analysis.plan.small_groups)
    for kind, rows in groups.items():
        patients = ledger.add(("adverse at sessions", kind, arm), rows["patient_id"].nunique(), printed=False)
        ledger.add(("events", kind, arm), len(rows), printed=kind not in joined, behind=patients)
        wider: Key = ("adverse", ANY if kind in (ALL_EVENTS, OTHER_KINDS) else kind, arm)
        ledger.limits.append(no_more_than(patients, wider))
    named = [("events", kind, arm) for kind in groups if kind not in (ALL_EVENTS, *joined)]
    if named:
        ledger.total(("events", ALL_EVENTS, arm), named)
    if joined:
        ledger.total(("events", OTHER_KINDS, arm), [("events", kind, arm) for kind in joined])


@once
def events_at_sessions(analysis: AnalysisData) -> pd.DataFrame:
    """List the adverse events at attended sessions of the treated arm."""
    events = analysis.workbench.events
    return events[events["in_session"] & (events["arm"] == analysis.plan.treated_arm)]


@once
def events_by_kind(analysis: AnalysisData) -> dict[str, pd.DataFrame]:
    """Give the events at attended sessions of all kinds, of each kind, and of those that are joined, where any are."""
    events = events_at_sessions(analysis)
    groups = {ALL_EVENTS: events} | {str(kind): rows for kind, rows in events.groupby("term")}
    joined = joined_kinds(events, analysis.plan.small_groups)
    if joined:
        groups[OTHER_KINDS] = events[events["term"].isin(joined)]
    return groups


def joined_kinds(events: pd.DataFrame, small: SmallGroups) -> tuple[str, ...]:
    """Name the kinds of few patients, and those that are hidden with them."""
    people = {str(kind): frozenset(rows["patient_id"]) for kind, rows in events.groupby("term")}
    return hidden_together(people, small)
