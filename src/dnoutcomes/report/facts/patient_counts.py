"""All counts of patients that a report prints, linked by the sums that a reader could use to work one out.

Keys begin with what is counted and end with the arm: `("analysed", arm)`, `("left out", reason, arm)`,
`("seen", visit, arm)`, `("not seen", visit, arm)`, `("not seen", visit, reason, arm)`, `("scored", visit, arm)`,
`("level", characteristic, level, arm)`, `("recorded", characteristic, arm)`, `("cause", cause as modelled, arm)`,
`("cause scored", cause as modelled, arm)`, `("event", event, arm)`, `("started", quarter, arm)`,
`("scored on", other instrument, arm)`, `("responded on", rating of change, arm)`. Further ones are those of
`responder_counts`, `completion_counts`, `session_counts`, `event_counts`, `month_counts`, `waiting_results`,
`off_window_results`, `funnel_results` and `cluster_results`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from dnoutcomes.analysis import NO_USABLE_ROW, NOT_RECORDED, AnalysisData
from dnoutcomes.compare.outcome_scores import RESPONSE, OutcomeScores
from dnoutcomes.describe import patient_flow, table_one
from dnoutcomes.describe.baseline_characteristics import baseline_characteristics, causes_recorded
from dnoutcomes.describe.calendar import dated_records
from dnoutcomes.disclosure import LinkedCounts
from dnoutcomes.report.counts.completion_counts import add_completion
from dnoutcomes.report.counts.count_ledger import CountLedger
from dnoutcomes.report.counts.event_counts import add_events
from dnoutcomes.report.counts.month_counts import add_months
from dnoutcomes.report.counts.responder_counts import add_responders
from dnoutcomes.report.counts.session_counts import add_sessions
from dnoutcomes.report.facts.cluster_results import add_clusters
from dnoutcomes.report.facts.funnel_results import add_units
from dnoutcomes.report.facts.off_window_results import add_score_days
from dnoutcomes.report.facts.waiting_results import add_waits

CARRIED = "score carried forward by the plan"


def patient_counts(
    analysis: AnalysisData,
    outcomes: tuple[OutcomeScores, ...] = (),
    *,
    charted: AnalysisData | None = None,
    counted: Iterable[Callable[[CountLedger, AnalysisData], None]] = (),
) -> LinkedCounts:
    """Gather every count of patients in the report of an analysis, and what its other numbers say of counts.

    Parameters
    ----------
    analysis : AnalysisData
    outcomes : tuple of OutcomeScores, optional
        The outcomes that are compared at the primary visit, as from `outcome_scores`.
    charted : AnalysisData, optional
        Whom the control charts are about, where it's more than `analysis`: a quarter's report charts the whole file.

    counted : iterable of callable
        Each enters further counts.

    Returns
    -------
    LinkedCounts
        Keys as listed at the head of this module.
    """
    ledger = CountLedger()
    starts = _quarters_of_starts(analysis)
    table = table_one(analysis)
    for arm in analysis.patients["arm"].cat.categories:
        patients = analysis.patients[analysis.patients["arm"] == arm]
        visits = analysis.visits[analysis.visits["arm"] == arm]
        _flow(ledger, analysis, arm)
        _case_mix(ledger, analysis, table, arm)
        _causes(ledger, analysis, patients, visits, arm)
        add_responders(ledger, analysis, visits, arm)
        _events(ledger, analysis, patients, arm)
        _starts(ledger, starts, arm)
        _other_outcomes(ledger, outcomes, arm)
    add_completion(ledger, analysis, outcomes, starts)
    add_waits(ledger, analysis)
    add_sessions(ledger, analysis)
    add_events(ledger, analysis)
    add_months(ledger, analysis, charted)
    add_score_days(ledger, analysis)
    add_units(ledger, analysis)
    add_clusters(ledger, analysis)
    for add in counted:
        add(ledger, analysis)
    return ledger.linked()


def _flow(ledger: CountLedger, analysis: AnalysisData, arm: str) -> None:
    flow = patient_flow(analysis)
    flow = flow[flow["arm"] == arm]
    count = {(row.stage, row.visit, row.reason): row.n_patients for row in flow.itertuples()}
    everyone = ledger.add(("in the file", arm), count["in the file", "", ""])
    analysed = ledger.add(("analysed", arm), count["analysed", "", ""])
    left_out = [ledger.add(("left out", reason, arm), n)
                for (stage, _, reason), n in count.items() if stage == "left out"]  # fmt: skip
    ledger.total(everyone, (analysed, *left_out))
    for visit in analysis.plan.visit_names:
        seen = ledger.add(("seen", visit, arm), count["seen", visit, ""])
        reasons = {
            reason: n for (stage, at, reason), n in count.items() if stage == "not seen" and at == visit
        }
        parts = [ledger.add(("not seen", visit, reason, arm), n) for reason, n in reasons.items()]
        missing = ledger.add(("not seen", visit, arm), sum(reasons.values()))
        scored = ledger.add(("scored", visit, arm), count["seen", visit, ""] + reasons.get(CARRIED, 0))
        ledger.total(analysed, (seen, missing))
        ledger.total(missing, parts)
        ledger.total(scored, (seen, ("not seen", visit, CARRIED, arm)) if CARRIED in reasons else (seen,))


def _case_mix(ledger: CountLedger, analysis: AnalysisData, table: pd.DataFrame, arm: str) -> None:
    analysed = ("analysed", arm)
    for name, rows in table.groupby("characteristic", sort=False):
        values = dict(zip(rows["level"], rows[f"{arm}_n"].astype(int)))
        if set(values) == {""}:
            recorded = ledger.add(("recorded", str(name), arm), values[""])
            ledger.split(analysed, recorded, "not recorded")
        else:
            ledger.total(
                analysed, [ledger.add(("level", str(name), level, arm), n) for level, n in values.items()]
            )
    # Whoever knows that a covariate is recorded in some causes only reads their number off the number recorded.
    recorded = baseline_characteristics(analysis)
    for name, causes in causes_recorded(recorded, analysis.patients["cause"]).items():
        levels = [
            level for level in table.loc[table["characteristic"] == name, "level"] if level != NOT_RECORDED
        ]
        of_levels = [
            ("recorded", name, arm) if level == "" else ("level", name, level, arm) for level in levels
        ]
        of_causes = [("level", "cause", cause, arm) for cause in causes]
        n = sum(ledger.counts[key].value for key in of_causes)
        total = ledger.add(("recorded in causes", name, arm), n, printed=False)
        ledger.total(total, of_levels)
        ledger.total(total, of_causes)


def _causes(
    ledger: CountLedger, analysis: AnalysisData, patients: pd.DataFrame, visits: pd.DataFrame, arm: str
) -> None:
    """Causes as models use them, each the sum of the causes in table one, and who has a score at the primary visit."""
    primary = analysis.plan.primary_visit
    scores = visits[(visits["visit"] == primary) & visits["value"].notna()]
    scored = []
    for cause in patients["cause_modelled"].cat.categories:
        inside = patients[patients["cause_modelled"] == cause]
        total = ledger.add(("cause", cause, arm), len(inside))
        # A cause may lie partly in a pooled group only if the plan says so; all its patients do then.
        members = sorted(set(inside["cause"].astype(str)))
        if members:
            ledger.total(total, [("level", "cause", member, arm) for member in members])
        part = ledger.add(("cause scored", cause, arm), int((scores["cause_modelled"] == cause).sum()))
        ledger.split(total, part, "not scored")
        scored.append(part)
    ledger.total(("scored", primary, arm), scored)


def _events(ledger: CountLedger, analysis: AnalysisData, patients: pd.DataFrame, arm: str) -> None:
    for intercurrent in analysis.plan.estimand.intercurrent_events:
        having = analysis.events.loc[analysis.events["event"] == intercurrent.event, "patient_id"]
        key = ledger.add(("event", intercurrent.event, arm), int(patients["patient_id"].isin(having).sum()))
        ledger.split(("analysed", arm), key, "without event")


def _quarters_of_starts(analysis: AnalysisData) -> pd.DataFrame:
    """One row per patient in the file: `arm` and the `quarter` of time zero; empty where there are no dates."""
    if "session_date" not in analysis.outcomes.records.columns:
        return pd.DataFrame({"arm": [], "quarter": []})
    records = dated_records(analysis)
    quarters = analysis.workbench.time_zero.dt.to_period("Q").astype(str)
    return pd.DataFrame({"arm": records.groupby("patient_id")["arm"].first(), "quarter": quarters})


def _starts(ledger: CountLedger, starts: pd.DataFrame, arm: str) -> None:
    if starts.empty:
        return
    tally = starts.loc[starts["arm"] == arm, "quarter"].value_counts()
    quarters = sorted(starts["quarter"].unique())
    keys = [ledger.add(("started", quarter, arm), int(tally.get(quarter, 0))) for quarter in quarters]
    without_dates = ("left out", NO_USABLE_ROW, arm)
    ledger.total(("in the file", arm), [*keys, without_dates] if without_dates in ledger.counts else keys)


def _other_outcomes(ledger: CountLedger, outcomes: tuple[OutcomeScores, ...], arm: str) -> None:
    """Patients who are compared in another outcome, and who of them responds where they rate their change."""
    for outcome in outcomes:
        if outcome.role == "primary" or outcome.reason:
            continue
        of_arm = outcome.scored[outcome.scored["arm"] == arm]
        scored = ledger.add(("scored on", outcome.outcome, arm), len(of_arm))
        ledger.split(("in the file", arm), scored, "no score on")
        if outcome.within_analysis:
            ledger.split(("analysed", arm), scored, "analysed without a score on")
        if outcome.is_rating:
            yes = ledger.add(("responded on", outcome.outcome, arm), int((of_arm[RESPONSE] == 1).sum()))
            ledger.split(scored, yes, "no response on")
