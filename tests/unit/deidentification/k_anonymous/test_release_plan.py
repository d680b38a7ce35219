from datetime import date

import pytest

from dnoutcomes.deidentification.k_anonymous.release_plan import plan_text, release_plan
from dnoutcomes.plan import Plan

FULL = Plan(
    title="The clinic of Dr Lee in Salem",
    outcome="tingling",
    instruments={
        "tingling": {
            "label": 'Tingling "now" ü\t',
            "direction": "lower",
            "minimum": 0,
            "maximum": 10,
            "step": 0.5,
        },
        "hum": {"label": "Hum", "direction": "higher", "maximum": float("inf"), "minimum": 0},
    },
    design="randomised",
    arms=("sham", "needling"),
    reference_arm="sham",
    causes=("diabetic", "leprosy"),
    pooled_causes={"rare ones": ("leprosy",)},
    visits=[{"name": "W04", "day": 28}, {"name": "W12", "day": 84}, {"name": "W24", "day": 168}],
    covariates=("age", "site_id", "hba1c"),
    estimand={
        "population": "patients of Dr Lee",
        "intercurrent_events": [{"event": "rescue", "strategy": "hypothetical"}],
    },
    responders=[{"value": 2, "scale": "points"}],
    secondary_outcomes=("isi", "hum"),
    data_cutoff=date(2026, 6, 30),
    change_points=[{"month": "2026-01", "reason": "Dr Lee left"}],
    funnels=("site",),
)
COLUMNS = {"age", "hba1c", "tingling", "isi", "cause"}


def released():
    return release_plan(FULL, COLUMNS, {0, 84, 168}, {"diabetic", "other"})


def test_what_the_table_lacks_is_out_of_its_plan():
    plan = released()
    assert [visit.name for visit in plan.visits] == ["W12", "W24"]
    assert plan.visit("W12") == FULL.visit("W12"), "its window is the original's"
    assert plan.covariates == ("age", "hba1c")
    assert plan.secondary_outcomes == ("isi",)
    assert set(plan.instruments) == {"tingling"}
    assert plan.causes == ("diabetic", "other"), "leprosy would tell of somebody who was joined to others"
    assert plan.pooled_causes == {}
    assert (plan.arms, plan.reference_arm, plan.design) == (FULL.arms, "sham", "randomised")
    assert plan.estimand.intercurrent_events == FULL.estimand.intercurrent_events


def test_words_and_dates_of_the_plan_stay_behind():
    text = plan_text(released())
    assert not [word for word in ("Lee", "Salem", "2026-06", "2026-01", "funnel") if word in text]


@pytest.mark.parametrize("plan", [Plan(), FULL, released()], ids=["default", "full", "released"])
def test_a_plan_is_read_back_as_it_was(plan, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(plan_text(plan), encoding="utf-8")
    assert Plan.from_toml(path) == plan
    assert Plan.from_toml(path).hash == plan.hash
