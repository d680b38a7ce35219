"""Instruments that a plan declares: their thresholds, and what the hash makes of them."""

import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.instruments.instrument import Threshold
from dnoutcomes.plan import Plan, Responder

GRIP = {"label": "Grip, our dynamometer", "direction": "higher", "minimum": 0, "maximum": 90, "unit": "kg",
        "percent_change": True}  # fmt: skip
MCID = {
    "value": 6.5, "scale": "points", "kind": "MCID", "population": "adults", "method": "anchor",
    "citation": "Our cohort of 2025", "confidence": "provisional",
}  # fmt: skip


def plan_of(*thresholds, **options):
    return Plan(outcome="grip", instruments={"grip": GRIP | {"thresholds": thresholds}}, **options)


def test_a_threshold_of_change_is_the_default_responder_and_keeps_its_source():
    band = MCID | {"value": 20, "kind": "severity"}
    plan = plan_of(band, MCID, MCID | {"value": 25, "scale": "percent", "kind": "SCB"})
    assert plan.responders == (Responder(value=6.5, scale="points"), Responder(value=25, scale="percent"))
    known = plan.instrument.thresholds[1]
    assert isinstance(known, Threshold)
    assert (known.citation, known.confidence) == ("Our cohort of 2025", "provisional")
    assert plan_of(MCID, responders=[{"value": 4, "scale": "points"}]).responders[0].value == 4


def test_thresholds_are_part_of_the_hash_and_their_absence_is_not():
    assert plan_of(MCID).hash != plan_of(MCID | {"citation": "Another"}).hash
    bare = Plan(outcome="grip", instruments={"grip": GRIP})
    assert plan_of().hash == bare.hash != plan_of(MCID).hash
    assert bare.responders == ()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"kind": "MCDI"}, "instruments.*kind"), ({"scale": "kg"}, "scale"), ({"value": "much"}, "value")],
)
def test_what_is_wrong_with_a_threshold_is_named(wrong, message):
    with pytest.raises(PlanError, match=message):
        plan_of(MCID | wrong)


def test_a_threshold_without_a_source_is_refused():
    with pytest.raises(PlanError, match="citation"):
        plan_of({name: value for name, value in MCID.items() if name != "citation"})
