"""The trial that an observational comparison stands in for, in seven components filled from the plan."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.plan import EVENT_STRATEGIES, Plan

WHERE = {"last": "the last score", "first": "the first score", "mean": "the mean of all scores"}


def target_trial(analysis: AnalysisData) -> pd.DataFrame:
    """Set the trial that would answer the question beside what these data hold.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per component (eligibility, strategies, assignment, time zero, follow-up, outcome, contrast):
        `component`, `target` (what the trial would do), `data` (what was done here).

    Notes
    -----
    Components as in the target trial framework. Where the plan says "randomised" the data are the trial, and `data`
    says so.

    References
    ----------
    Hernan MA, Robins JM. Am J Epidemiol 2016;183:758-764.
    """
    plan = analysis.plan
    treated, reference = plan.treated_arm, plan.reference_arm
    rows = [
        ("eligibility", plan.estimand.population, _eligible(analysis)),
        (
            "strategies",
            f"{treated}, or {reference}, from time zero on; changes of treatment allowed as in practice",
            _strategies(plan),
        ),
        ("assignment", "by lot at time zero, known to patient and clinician", _assignment(plan)),
        (
            "time zero",
            "when eligibility is met and the arm is assigned",
            "index_date, or the first record of a patient without one, in both arms; baseline is "
            f"{WHERE[plan.baseline.rule]} on days {plan.baseline.first} to {plan.baseline.last}",
        ),
        (
            "follow-up",
            f"from time zero to day {plan.visits[-1].day}, death or withdrawal of consent",
            _follow_up(analysis),
        ),
        (
            "outcome",
            f"{plan.instrument.label} at day {plan.visit(plan.primary_visit).day}, read blind to the arm",
            f"change from baseline to {plan.primary_visit} (days {plan.visit(plan.primary_visit).first} to "
            f"{plan.visit(plan.primary_visit).last}), as recorded in care",
        ),
        ("contrast", plan.estimand.summary, _contrast(plan) + _clusters(analysis)),
    ]
    return pd.DataFrame(rows, columns=["component", "target", "data"])


def _eligible(analysis: AnalysisData) -> str:
    counts = ", ".join(f"{n} {arm}" for arm, n in analysis.patients["arm"].value_counts(sort=False).items())
    left_out = analysis.excluded["reason"].value_counts()
    reasons = "; ".join(f"{n} left out: {reason}" for reason, n in left_out.items())
    return f"{len(analysis.patients)} patients with a baseline ({counts}){'; ' + reasons if reasons else ''}"


def _strategies(plan: Plan) -> str:
    events = "; ".join(
        f"after {planned_event.event}, {EVENT_STRATEGIES[planned_event.strategy].description}"
        for planned_event in plan.estimand.intercurrent_events
    )
    return f"the arm recorded at time zero, whatever was received later{'; ' + events if events else ''}"


def _assignment(plan: Plan) -> str:
    if plan.design == "randomised":
        return "by lot, as the plan says"
    adjusted = ", ".join(dict.fromkeys(["baseline", "cause", *plan.covariates]))
    return (
        f"by clinician, patient and availability. Taken as if by lot within levels of {adjusted}; what else decided is "
        "not adjusted for"
    )


def _follow_up(analysis: AnalysisData) -> str:
    last = analysis.plan.visits[-1].name
    rows = analysis.visits[analysis.visits["visit"] == last]
    shares = rows["day"].notna().groupby(rows["arm"], observed=False).mean()
    seen = ", ".join(f"{100 * share:.0f} % of {arm}" for arm, share in shares.items())
    return f"to visit {last}, at which {seen} were seen"


def _clusters(analysis: AnalysisData) -> str:
    if analysis.clusters is None:
        return ""
    return f"; patients of one {analysis.clusters.column} are taken to go together"


def _contrast(plan: Plan) -> str:
    if plan.design == "randomised":
        return "the same, adjusted for baseline and covariates of the plan"
    return (
        "the same in patients who might have had either treatment (overlap weights), with other populations and "
        "adjustments beside it"
    )
