"""A strategy holds all of its rule, so that whoever asks for one thing gets the same strategies everywhere."""

import pandas as pd
import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.plan import EVENT_STRATEGIES, Plan, first_events

EVENTS = pd.DataFrame(
    {
        "patient_id": ["a", "a", "a", "b", "b", "c"],
        "strategy": [
            "hypothetical",
            "while-on-treatment",
            "composite",
            "composite",
            "treatment-policy",
            "while-on-treatment",
        ],
        "event_day": [30, 12, 5, 40, 2, 8],
    }
)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        (lambda strategy: strategy.sets_aside, {"a": 12, "c": 8}),
        (lambda strategy: strategy.carries_last, {"a": 12, "c": 8}),
        (lambda strategy: strategy.sets_aside and not strategy.carries_last, {"a": 30}),
        (lambda strategy: strategy.fails, {"a": 5, "b": 40}),
        (lambda strategy: strategy.changes_scores, {"a": 5, "b": 40, "c": 8}),
    ],
)
def test_the_first_event_that_a_rule_is_about(rule, first):
    assert first_events(EVENTS, rule).to_dict() == first


def test_treatment_policy_alone_changes_nothing():
    assert [name for name, strategy in EVENT_STRATEGIES.items() if not strategy.changes_scores] == [
        "treatment-policy"
    ]


def test_a_plan_takes_these_and_names_the_nearest_of_another():
    def plan(strategy):
        return Plan(estimand={"intercurrent_events": [{"event": "rescue", "strategy": strategy}]})

    for name in EVENT_STRATEGIES:
        assert plan(name).estimand.intercurrent_events[0].strategy == name
    with pytest.raises(
        PlanError, match=r"unknown strategy for intercurrent events 'compositee'; did you mean 'composite'\?"
    ):
        plan("compositee")
