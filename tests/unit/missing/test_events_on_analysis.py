from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.events_on_analysis import event_strategies
from dnoutcomes.missing.on_analysis import impute
from dnoutcomes.plan import IntercurrentEvent


def with_events(clinic, days):
    """The clinic with its first patients of the needling arm discontinuing on these days."""
    needled = clinic.patients.loc[clinic.patients["arm"] == "needling", "patient_id"].iloc[: len(days)]
    events = pd.DataFrame(
        {
            "patient_id": needled.to_numpy(),
            "event": "discontinued",
            "strategy": "treatment-policy",
            "event_day": days,
        }
    )
    estimand = clinic.plan.estimand.model_copy(
        update={"intercurrent_events": (IntercurrentEvent(event="discontinued"),)}
    )
    plan = clinic.plan.model_copy(update={"estimand": estimand})
    return replace(clinic, events=events, plan=plan)


def test_strategies_start_at_the_visit_of_the_event(clinic):
    analysis = with_events(clinic, [10, 60, 80, 400])
    table = event_strategies(analysis, {"discontinued": "JR"})
    assert table["visit"].tolist() == ["W4", "W12", "W12"]
    assert table["strategy"].eq("JR").all()
    assert table["patient_id"].tolist() == analysis.events["patient_id"].tolist()[:3]


def test_only_patients_with_the_event_jump_to_reference(clinic):
    analysis = with_events(clinic, [60] * 40)
    at_random, jump, mixed = (
        impute(analysis, strategy, by_event=by_event).where(visit="W12").frame["estimate"].iloc[0]
        for strategy, by_event in (("MAR", None), ("JR", None), ("MAR", {"discontinued": "JR"}))
    )
    assert at_random < mixed < jump


def test_an_event_that_the_plan_does_not_name_is_refused(clinic):
    with pytest.raises(ModelError, match="no intercurrent event of the plan; did you mean 'discontinued'"):
        impute(with_events(clinic, [60]), by_event={"discontinue": "JR"})
