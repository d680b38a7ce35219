import pandas as pd
import pytest
from audit.records import file_of
from audit.scenarios import SCENARIOS

SMALL = "null, 25 patients"


def records(name, repetition):
    return SCENARIOS[name].analysis(repetition).outcomes.records


def test_a_repetition_is_the_same_clinic_whatever_was_drawn_before():
    first = records(SMALL, 3)
    records("effect, 25 patients", 0)
    pd.testing.assert_frame_equal(records(SMALL, 3), first)


def test_repetitions_and_scenarios_are_different_clinics():
    first = records(SMALL, 3)["pain_nrs"].tolist()
    assert records(SMALL, 4)["pain_nrs"].tolist() != first
    assert records("effect, 25 patients", 3)["pain_nrs"].tolist() != first


def test_each_scenario_has_a_file_a_reason_and_the_plan_that_its_clinic_needs():
    assert len({file_of(name) for name in SCENARIOS}) == len(SCENARIOS)
    assert all(scenario.why for scenario in SCENARIOS.values())
    with_therapists = SCENARIOS["null, 120, 12 therapists"].analysis(0).plan
    assert (with_therapists.clusters, with_therapists.funnels) == ("therapist_id", ("therapist",))
    by_lot = SCENARIOS["null, 60 by lot"].analysis(0).plan
    assert (by_lot.design, by_lot.clusters, by_lot.smallest_cell) == ("randomised", None, 1)


@pytest.mark.parametrize("name", [name for name in SCENARIOS if SCENARIOS[name].is_null])
def test_no_null_has_an_effect_of_any_kind(name):
    law = SCENARIOS[name].law
    assert (law.effect, law.by_cause) == (0.0, False)
