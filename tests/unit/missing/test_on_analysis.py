import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.missing.on_analysis import (
    event_strategies,
    impute,
    impute_under,
    tipping_point,
    worsenings_of,
)
from dnoutcomes.plan import IntercurrentEvent


def test_several_assumptions_at_once_are_each_by_itself(clinic):
    found = impute_under(clinic)
    for strategy in ("MAR", "JR", "CIR"):
        alone = impute(clinic, strategy).frame
        np.testing.assert_allclose(found.effects[strategy].frame["estimate"], alone["estimate"], rtol=1e-12)
        np.testing.assert_allclose(found.effects[strategy].frame["std_error"], alone["std_error"], rtol=1e-12)
    np.testing.assert_allclose(found.tipping.frame, tipping_point(clinic).frame, rtol=1e-12)


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


def test_the_tipping_point_names_the_visit_by_its_time_and_the_unit_of_the_outcome(clinic):
    said = tipping_point(clinic).sentence
    assert "at week 12" in said
    assert "W12" not in said
    assert re.search(r"\d points worse|no assumption", said)


def test_the_arm_of_the_tipping_point_is_called_as_the_text_around_it_calls_it(clinic):
    found = tipping_point(clinic, worsenings=(0.0, 60.0))
    assert "patients with needling are taken" in found.sentence
    assert "patients with dry needling and exercise are taken" in found.sentence_with(
        "dry needling and exercise"
    )


def test_where_nothing_is_needed_the_number_of_missing_scores_is_not_told(clinic_with):
    analysis = clinic_with(effect=0.0)
    found = tipping_point(analysis)
    assert "no assumption about missing scores is needed" in found.sentence
    assert (
        str(analysis.visits.loc[analysis.visits["visit"] == "W12", "value"].isna().sum())
        not in found.sentence
    )


def test_a_step_that_jumps_over_zero_has_reached_it(clinic):
    coarse = tipping_point(clinic, worsenings=(0.0, 60.0))
    at_most = coarse.grid.frame.query("delta_reference == 0 and delta_treated == 60")
    assert (at_most["conf_low"] > 0).all()
    assert "reaches zero once" in coarse.sentence
    assert "60 points worse" in coarse.sentence


@pytest.mark.parametrize(
    ("code", "spread", "step", "largest"),
    [
        ("pain_nrs", 1.7, 0.5, 5.0),
        ("npsi_total", 19.0, 5.0, 50.0),
        ("eq5d_index", 0.21, 0.05, 0.5),
        ("tug", 3.6, 1.0, 10.0),
        # No score can be worse by more than the range, and scores without a spread still get a grid.
        ("pain_nrs", 6.0, 2.0, 10.0),
        ("pain_nrs", 0.0, 0.5, 5.0),
        ("pain_nrs", float("nan"), 0.5, 5.0),
    ],
)
def test_scores_are_made_worse_in_steps_of_their_spread(code, spread, step, largest):
    sizes = worsenings_of(spread, INSTRUMENTS[code])
    assert (sizes[0], sizes[1], sizes[-1]) == (0.0, step, largest)


def test_the_grid_of_a_wide_scale_follows_its_spread(clinic):
    wide = replace(clinic, patients=clinic.patients.assign(baseline=clinic.patients["baseline"] * 10))
    # Steps of 5, and none beyond the range of 10.
    assert set(tipping_point(wide).grid.frame["delta_treated"]) == {0.0, 5.0, 10.0}
