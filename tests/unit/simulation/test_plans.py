import tomllib

import pytest

from dnoutcomes.plan import Plan
from dnoutcomes.simulation.encounters import COLUMNS
from dnoutcomes.simulation.parameters import PRESETS
from dnoutcomes.simulation.plans import PLAN_TEXTS, plan_of


@pytest.mark.parametrize("preset", PRESETS)
def test_plan_fits_the_preset(preset):
    plan = plan_of(preset)
    assert plan.hash == Plan(**tomllib.loads(PLAN_TEXTS[preset])).hash
    assert plan.design == PRESETS[preset].design
    assert {*plan.covariates, *(item.event for item in plan.estimand.intercurrent_events)} <= set(COLUMNS)
    assert set(plan.pooled_causes["other"]) <= {item.name for item in PRESETS[preset].causes}


def test_every_preset_has_a_plan():
    assert list(PLAN_TEXTS) == list(PRESETS)


def test_the_clinics_plan_names_what_decided_about_needling():
    assert {"age", "site_id", "nerve_status", "opioid"} <= set(plan_of("clinic").covariates)
