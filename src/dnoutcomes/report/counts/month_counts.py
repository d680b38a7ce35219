"""Months among the counts of a report: whose visits fell due in each, who was seen, and sessions and events.

Keys end with the month and "both arms", or the month and the treated arm: `("due in", month, both)`, the patients whose
primary visit fell due; `("held in", ...)`, those of them who were seen; `("answered in", ...)` and `("responded in",
...)`, those whose response is known and those who responded; `("compared in", ...)`, those with a change to be charted;
`("sessions in", month, arm)` and `("events in", ...)`, sessions and adverse events, with `("treated in", ...)`,
`("treated with event in", ...)` and `("treated without event in", ...)`, the patients behind them.
"""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.disclosure import Key, SmallGroups
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.monitoring import MEASURES
from dnoutcomes.monitoring.months import reduce_to_periods
from dnoutcomes.report.counts.count_ledger import CountLedger
from dnoutcomes.report.counts.event_counts import ALL_EVENTS, events_at_sessions

BOTH = "both arms"
# By chart: the counts that its months show, and those of which it only tells that they are enough.
SHOWN_BY: dict[str, tuple[str, ...]] = {
    "change": (),
    "response": ("answered in", "responded in"),
    "completion": ("due in", "held in"),
    "adverse_events": ("sessions in", "events in"),
}
BEHIND: dict[str, tuple[str, ...]] = {
    "change": ("compared in",),
    "response": (),
    "completion": (),
    "adverse_events": ("treated in", "treated with event in", "treated without event in"),
}


def add_months(ledger: CountLedger, analysis: AnalysisData, everyone: AnalysisData | None) -> None:
    """Enter what the control charts show by month.

    Parameters
    ----------
    ledger : CountLedger
        With the flow of patients, responders and sessions of `analysis`.
    analysis : AnalysisData
        Whom the report is about.
    everyone : AnalysisData or None
        Whom the charts are about, where these are others: they are linked with nothing else then.
    """
    charted = analysis if everyone is None else everyone
    try:
        units = {name: _charted_units(charted, name) for name in SHOWN_BY}
    except DataError:  # days of study, which make no months
        return
    _visits(ledger, units, charted.plan.small_groups)
    _treated(ledger, charted, units["adverse_events"])
    if everyone is None:
        _link_visits(ledger, analysis, units)
        _link_sessions(ledger, analysis)


def _charted_units(analysis: AnalysisData, name: str) -> pd.DataFrame:
    """Units of a chart with the `month` of each; empty where the chart can't be made."""
    columns = ["patient_id", "date", "weight", "amount", "month"]
    try:
        units = MEASURES[name].units(analysis)
    except ModelError:  # no sessions, or too few patients
        return pd.DataFrame({column: [] for column in columns})
    periods = set(reduce_to_periods(units, MEASURES[name].last_complete(analysis))["period"])
    month = units["date"].dt.to_period("M").astype(str)
    return units.assign(month=month)[month.isin(periods)][columns]


def _visits(ledger: CountLedger, units: dict[str, pd.DataFrame], small: SmallGroups) -> None:
    """Patients by the month in which their primary visit fell due: everybody is in one."""
    due, answered, compared = (units[name] for name in ("completion", "response", "change"))
    held = due[due["amount"] > 0]
    # A month of few patients isn't shown by any chart: it's among what the other months leave.
    tally = due.groupby("month")["patient_id"].nunique()
    for month in sorted(tally.index[tally.map(small.are_enough).astype(bool)]):
        sets = {name: set(rows.loc[rows["month"] == month, "patient_id"])
                for name, rows in (("due in", due), ("held in", held), ("answered in", answered),
                                   ("responded in", answered[answered["amount"] > 0]),
                                   ("compared in", compared))}  # fmt: skip
        keys = {
            name: ledger.add((name, month, BOTH), len(patients), printed=name != "compared in")
            for name, patients in sets.items()
        }
        ledger.split(keys["due in"], keys["held in"], "not held")
        ledger.split(keys["answered in"], keys["responded in"], "no response")
        for name in ("answered in", "compared in"):
            if sets[name] == sets["held in"]:
                ledger.total(keys["held in"], (keys[name],))
            else:
                ledger.overlap(
                    keys["held in"], keys[name], (f"held, not {name}", month, BOTH),
                    (f"{name}, not held", month, BOTH), sets["held in"], sets[name],
                )  # fmt: skip


def _treated(ledger: CountLedger, analysis: AnalysisData, sessions: pd.DataFrame) -> None:
    """Sessions and adverse events of the treated arm by month; a patient is in many months."""
    arm = analysis.plan.treated_arm
    for month, rows in sessions.groupby("month"):
        having = rows["amount"] > 0
        behind = {
            name: rows.loc[chosen, "patient_id"].nunique()
            for name, chosen in (("treated in", rows["weight"] > 0), ("treated with event in", having),
                                 ("treated without event in", rows["amount"] < rows["weight"]))
        }  # fmt: skip
        # As above.
        if analysis.plan.small_groups.holds(*behind.values()):
            continue
        keys = {name: ledger.add((name, str(month), arm), n, printed=False) for name, n in behind.items()}
        for name in ("treated with event in", "treated without event in"):
            ledger.split(keys["treated in"], keys[name], "treated, not so")
        ledger.add(("sessions in", str(month), arm), int(rows["weight"].sum()), behind=keys["treated in"])
        ledger.add(
            ("events in", str(month), arm), int(rows["amount"].sum()), behind=keys["treated with event in"]
        )


def _link_visits(ledger: CountLedger, analysis: AnalysisData, units: dict[str, pd.DataFrame]) -> None:
    """The months of all charts, and those that no chart has, make up all who were due and all who were seen."""
    plan = analysis.plan
    visits = expected_visits(analysis)
    visits = visits[visits["visit"] == plan.primary_visit]
    rows = analysis.at_visit()
    label = plan.responders[0].label if plan.responders else None
    responders = set(rows.loc[rows[plan.responders[0].column] == 1, "patient_id"]) if label else set()
    totals: dict[str, list[Key]] = {"due in": [], "held in": [], "responded in": []}
    for arm in map(str, analysis.patients["arm"].cat.categories):
        due = visits[(visits["arm"] == arm) & visits["expected"]]
        expected: Key = ("expected", plan.primary_visit, arm)
        totals["due in"].append(expected)
        held = ledger.add(
            ("expected and seen", plan.primary_visit, arm), int(due["seen"].sum()), printed=False
        )
        for total in (expected, ("seen", plan.primary_visit, arm)):
            ledger.split(total, held, f"{total[0]}, not both")
        totals["held in"].append(held)
        if label:
            expected_responders = ledger.add(
                ("expected and responded", label, arm),
                len(responders & set(due["patient_id"])),
                printed=False,
            )
            ledger.split(("responders", label, arm), expected_responders, "responded, not expected")
            totals["responded in"].append(expected_responders)
    for name, parts in totals.items():
        months = [key for key in ledger.counts if key[0] == name]
        if parts and months:
            together = sum(ledger.counts[key].value for key in parts)
            total = ledger.add((f"{name} all months", BOTH), together, printed=False)
            rest = together - sum(ledger.counts[key].value for key in months)
            ledger.total(total, parts)
            ledger.total(total, (*months, ledger.add((f"{name} no month", BOTH), rest, printed=False)))


def _link_sessions(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Sessions and events of all months, and of those that no chart has, make up all of them."""
    arm = analysis.plan.treated_arm
    sessions, events = analysis.workbench.sessions, events_at_sessions(analysis)
    sessions = sessions[sessions["attended"] & (sessions["arm"] == arm)]
    for name, total, rows in (
        ("sessions in", ("sessions attended", arm), sessions),
        ("events in", ("events", ALL_EVENTS, arm), events),
    ):
        months = [key for key in ledger.counts if key[0] == name]
        if not months or total not in ledger.counts:
            continue
        at = rows["session_date"].dt.to_period("M").astype(str)
        charted = at.isin([key[1] for key in months]) & rows["source_row"].isin(sessions["source_row"])
        patients = ledger.add(
            (f"with {name} no month", arm), rows.loc[~charted, "patient_id"].nunique(), printed=False
        )
        other = ledger.add((f"{name} no month", arm), int((~charted).sum()), printed=False, behind=patients)
        ledger.total(total, (*months, other))
