"""The estimand in words, and the intercurrent events behind it."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.plan import EVENT_STRATEGIES, Plan


def estimand_statement(plan: Plan) -> pd.DataFrame:
    """Say what is estimated, in the attributes of ICH E9(R1).

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    pandas.DataFrame
        One row per attribute: `attribute`, `value`.
    """
    events = "; ".join(
        f"{planned_event.event}: {planned_event.strategy} ({EVENT_STRATEGIES[planned_event.strategy].description})"
        for planned_event in plan.estimand.intercurrent_events
    )
    better = "a fall is an improvement" if plan.instrument.better_sign < 0 else "a rise is an improvement"
    rows = [
        ("population", plan.estimand.population),
        ("treatments", f"{plan.treated_arm} against {plan.reference_arm} (the reference)"),
        ("variable", f"change of {plan.instrument.label} from baseline to {plan.primary_visit}; {better}"),
        ("intercurrent events", events or "none named: every score counts (treatment policy)"),
        ("summary", plan.estimand.summary),
    ]
    return pd.DataFrame(rows, columns=["attribute", "value"])


def estimand_table(analysis: AnalysisData) -> pd.DataFrame:
    """Count the patients with each intercurrent event, by arm, strategy and the visit by which it happened.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per event of the plan, arm and visit: `event, strategy, arm, visit, n_patients, n_at_risk`. An event
        counts from the first visit whose window ends on or after its day; `n_at_risk` are the patients of the arm with
        a baseline.
    """
    plan, arms = analysis.plan, analysis.patients["arm"]
    rows = []
    for planned_event in plan.estimand.intercurrent_events:
        happened = analysis.events[analysis.events["event"] == planned_event.event].set_index("patient_id")[
            "event_day"
        ]
        day = analysis.patients["patient_id"].map(happened).astype("float64")
        for arm in arms.cat.categories:
            for visit in plan.visits:
                n = int((day[arms == arm] <= visit.last).sum())
                rows.append(
                    (
                        planned_event.event,
                        planned_event.strategy,
                        arm,
                        visit.name,
                        n,
                        int((arms == arm).sum()),
                    )
                )
    return pd.DataFrame(rows, columns=["event", "strategy", "arm", "visit", "n_patients", "n_at_risk"])
