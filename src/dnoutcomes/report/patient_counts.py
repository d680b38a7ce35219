"""All counts of patients that a report prints, linked by the sums that a reader could use to work one out.

Keys begin with what is counted and end with the arm: `("analysed", arm)`, `("left out", reason, arm)`,
`("seen", visit, arm)`, `("not seen", visit, arm)`, `("not seen", visit, reason, arm)`, `("scored", visit, arm)`,
`("level", characteristic, level, arm)`, `("recorded", characteristic, arm)`, `("cause", cause as modelled, arm)`,
`("cause scored", cause as modelled, arm)`, `("responders", threshold, arm)`, `("improved", at least so much, arm)`,
`("event", event, arm)`, `("started", quarter, arm)`, `("scored on", other instrument, arm)`,
`("responded on", rating of change, arm)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from dnoutcomes.analysis import NO_USABLE_ROW, AnalysisData
from dnoutcomes.compare.outcome_scores import RESPONSE, OutcomeScores
from dnoutcomes.describe import patient_flow, table_one
from dnoutcomes.describe.calendar import dated_records, time_zero
from dnoutcomes.disclosure import Count, Key, LinkedCounts
from dnoutcomes.figures.responder_curve import responder_curve

CARRIED = "score carried forward by the plan"

# How much a reader would miss a count: totals most, details least.
_COSTS = {
    "in the file": 300.0, "analysed": 1000.0, "left out": 2.0, "seen": 60.0, "scored": 60.0, "not seen": 4.0,
    "level": 25.0, "recorded": 20.0, "cause": 25.0, "cause scored": 10.0, "responders": 40.0, "improved": 60.0,
    "event": 10.0, "started": 8.0, "scored on": 15.0, "responded on": 15.0,
}  # fmt: skip


class _Ledger:
    """Counts and sums as they are gathered."""

    def __init__(self) -> None:
        self.counts: dict[Key, Count] = {}
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []

    def add(self, key: Key, value: int, *, printed: bool = True) -> Key:
        # The larger of two like counts tells a reader more, so the smaller one is withheld first.
        self.counts[key] = Count(int(value), printed, _COSTS.get(key[0], 1.0) * max(value, 1) ** 0.5)
        return key

    def total(self, key: Key, parts: Iterable[Key]) -> None:
        self.sums.append((key, tuple(parts)))

    def split(self, total: Key, part: Key, rest: str) -> None:
        """What is left of a total beside one part: nobody prints it, everybody can subtract."""
        left = self.counts[total].value - self.counts[part].value
        other = self.add((f"{rest} besides", *part), left, printed=False)
        self.total(total, (part, other))


def patient_counts(analysis: AnalysisData, outcomes: tuple[OutcomeScores, ...] = ()) -> LinkedCounts:
    """Gather every count of patients in the report of an analysis.

    Parameters
    ----------
    analysis : AnalysisData
    outcomes : tuple of OutcomeScores, optional
        The outcomes that are compared at the primary visit, as from `outcome_scores`.

    Returns
    -------
    LinkedCounts
        Keys as listed at the head of this module.
    """
    ledger = _Ledger()
    starts = _quarters_of_starts(analysis)
    for arm in analysis.patients["arm"].cat.categories:
        patients = analysis.patients[analysis.patients["arm"] == arm]
        visits = analysis.visits[analysis.visits["arm"] == arm]
        _flow(ledger, analysis, arm)
        _case_mix(ledger, analysis, arm)
        _causes(ledger, analysis, patients, visits, arm)
        _responders(ledger, analysis, visits, arm)
        _events(ledger, analysis, patients, arm)
        _starts(ledger, starts, arm)
        _other_outcomes(ledger, outcomes, arm)
    return LinkedCounts(ledger.counts, tuple(ledger.sums))


def _flow(ledger: _Ledger, analysis: AnalysisData, arm: str) -> None:
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


def _case_mix(ledger: _Ledger, analysis: AnalysisData, arm: str) -> None:
    analysed = ("analysed", arm)
    table = table_one(analysis)
    for name, rows in table.groupby("characteristic", sort=False):
        values = dict(zip(rows["level"], rows[f"{arm}_n"].astype(int)))
        if set(values) == {""}:
            recorded = ledger.add(("recorded", str(name), arm), values[""])
            ledger.split(analysed, recorded, "not recorded")
        else:
            ledger.total(
                analysed, [ledger.add(("level", str(name), level, arm), n) for level, n in values.items()]
            )


def _causes(
    ledger: _Ledger, analysis: AnalysisData, patients: pd.DataFrame, visits: pd.DataFrame, arm: str
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


def _responders(ledger: _Ledger, analysis: AnalysisData, visits: pd.DataFrame, arm: str) -> None:
    """Responders at the primary visit, and the steps between thresholds of one kind."""
    rows = visits[visits["visit"] == analysis.plan.primary_visit]
    for item in analysis.plan.responders:
        yes = ledger.add(("responders", item.label, arm), int((rows[item.column] == 1).sum()))
        ledger.split(("analysed", arm), yes, "no response or no score")
        ledger.split(("scored", analysis.plan.primary_visit, arm), yes, "no response")
    for scale in ("percent", "points"):
        same = sorted(
            (item for item in analysis.plan.responders if item.scale == scale), key=lambda item: item.value
        )
        _chain(ledger, [("responders", item.label, arm) for item in same])
    _curve(ledger, analysis, arm)


def _curve(ledger: _Ledger, analysis: AnalysisData, arm: str) -> None:
    """The curve of how many improved by at least so much, at the levels that it will be drawn at."""
    scale = "percent" if analysis.plan.instrument.percent_change else "points"
    curve = responder_curve(
        counting_everyone(analysis), scale=scale, smallest_cell=analysis.plan.smallest_cell
    )
    curve = curve[curve["arm"] == arm]
    reached = {level: int(n) for level, n in zip(curve["improvement"], curve["n_responders"])}
    thresholds = {item.value: item.label for item in analysis.plan.responders if item.scale == scale}
    for level, label in thresholds.items():
        reached[level] = ledger.counts["responders", label, arm].value
    keys = [ledger.add(("improved", f"{level:g}", arm), reached[level]) for level in sorted(reached)]
    for level, label in thresholds.items():
        ledger.total(("improved", f"{level:g}", arm), (("responders", label, arm),))
    _chain(ledger, keys)
    if keys:
        ledger.split(("analysed", arm), keys[0], "not improved or no score")


def counting_everyone(analysis: AnalysisData) -> AnalysisData:
    """Count patients whose score at the start was 0, and who can't improve, as not improved.

    To leave them out would need a second number of patients, from which a small group of them could be worked out.
    """
    visits = analysis.visits
    scored = visits["value"].notna()
    percent = visits["percent_improvement"].mask(~(visits["baseline"] > 0) & scored, -np.inf)
    responses = {
        item.column: visits[item.column].mask(visits[item.column].isna() & scored, 0.0)
        for item in analysis.plan.responders
    }
    return replace(analysis, visits=visits.assign(percent_improvement=percent, **responses))


def _chain(ledger: _Ledger, keys: list[Key]) -> None:
    """Counts of which each holds the next: the steps between them are groups of patients too."""
    for wider, narrower in pairwise(keys):
        ledger.split(wider, narrower, f"between {narrower[1]} and")


def _events(ledger: _Ledger, analysis: AnalysisData, patients: pd.DataFrame, arm: str) -> None:
    for item in analysis.plan.estimand.intercurrent_events:
        having = analysis.events.loc[analysis.events["event"] == item.event, "patient_id"]
        key = ledger.add(("event", item.event, arm), int(patients["patient_id"].isin(having).sum()))
        ledger.split(("analysed", arm), key, "without event")


def _quarters_of_starts(analysis: AnalysisData) -> pd.DataFrame:
    """One row per patient in the file: `arm` and the `quarter` of time zero; empty where there are no dates."""
    if "session_date" not in analysis.outcomes.records.columns:
        return pd.DataFrame({"arm": [], "quarter": []})
    records = dated_records(analysis)
    quarters = time_zero(records).dt.to_period("Q").astype(str)
    return pd.DataFrame({"arm": records.groupby("patient_id")["arm"].first(), "quarter": quarters})


def _starts(ledger: _Ledger, starts: pd.DataFrame, arm: str) -> None:
    if starts.empty:
        return
    tally = starts.loc[starts["arm"] == arm, "quarter"].value_counts()
    quarters = sorted(starts["quarter"].unique())
    keys = [ledger.add(("started", quarter, arm), int(tally.get(quarter, 0))) for quarter in quarters]
    without_dates = ("left out", NO_USABLE_ROW, arm)
    ledger.total(("in the file", arm), [*keys, without_dates] if without_dates in ledger.counts else keys)


def _other_outcomes(ledger: _Ledger, outcomes: tuple[OutcomeScores, ...], arm: str) -> None:
    """Patients who are compared in another outcome, and who of them responds where they rate their change."""
    for item in outcomes:
        if item.role == "primary" or item.reason:
            continue
        own = item.scored[item.scored["arm"] == arm]
        scored = ledger.add(("scored on", item.outcome, arm), len(own))
        ledger.split(("in the file", arm), scored, "no score on")
        if item.within_analysis:
            ledger.split(("analysed", arm), scored, "analysed without a score on")
        if item.is_rating:
            yes = ledger.add(("responded on", item.outcome, arm), int((own[RESPONSE] == 1).sum()))
            ledger.split(scored, yes, "no response on")
