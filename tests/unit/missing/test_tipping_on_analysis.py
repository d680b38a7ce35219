import re
from dataclasses import replace

from dnoutcomes.missing.tipping_on_analysis import tipping_point


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
    assert tipping_point(clinic, worsenings=(0.0, 60.0, 90.0)).tipping_delta == 60.0


def test_the_grid_of_a_wide_scale_follows_its_spread(clinic):
    wide = replace(clinic, patients=clinic.patients.assign(baseline=clinic.patients["baseline"] * 10))
    # Steps of 5, and none beyond the range of 10.
    assert set(tipping_point(wide).grid.frame["delta_treated"]) == {0.0, 5.0, 10.0}
