from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.compare.overall_effects import standardised_differences
from dnoutcomes.errors import PlanError
from dnoutcomes.missing import impute
from dnoutcomes.models import fit_mmrm
from dnoutcomes.sensitivity import METHODS, sensitivity_panel
from dnoutcomes.weighting.on_analysis import compare_weighted


@pytest.fixture(scope="module")
def panel(clinic):
    return sensitivity_panel(clinic)


def row_of(panel, name):
    frame = panel.estimates.frame
    return frame[frame["name"] == name].iloc[0]


def test_every_method_has_a_labelled_row(panel):
    frame = panel.estimates.frame
    assert frame["name"].tolist() == list(METHODS)
    assert frame["method"].tolist() == [method.label for method in METHODS.values()]
    assert (frame[["population", "missing_scores", "scale"]].map(len) > 0).all(axis=None)
    assert frame["reason"].eq("").all()
    assert frame[["estimate", "std_error", "conf_low", "conf_high"]].notna().all(axis=None)
    assert (frame["visit"] == "W12").all()


def test_rows_are_what_the_functions_by_themselves_give(clinic, panel):
    arms = compare_arms(clinic, by=None).frame.set_index("analysis")
    ate = compare_weighted(clinic, estimand="ate").frame.set_index("analysis")
    mixed = standardised_differences(fit_mmrm(clinic), clinic).query("visit == 'W12'")
    expected = {
        "unadjusted": arms.loc["unadjusted"],
        "ancova": arms.loc["adjusted"],
        "mmrm": mixed.iloc[0],
        "overlap": compare_weighted(clinic).frame.iloc[0],
        "iptw": ate.loc["weighted"],
        "aipw": ate.loc["augmented"],
        "j2r": impute(clinic, "JR").where(visit="W12").frame.iloc[0],
        "responders": arms.loc["30 % responders: risk difference, adjusted"],
    }
    for name, row in expected.items():
        for column in ("estimate", "std_error", "conf_low", "n_subjects"):
            assert row_of(panel, name)[column] == pytest.approx(row[column], rel=1e-9), (name, column)


def test_complete_cases_are_those_seen_at_every_visit(clinic, panel):
    scores = clinic.visits.pivot(index="patient_id", columns="visit", values="change")
    assert row_of(panel, "complete")["n_subjects"] == scores.notna().all(axis=1).sum()


def test_missing_scores_count_as_no_response_in_one_row_only(clinic, panel):
    assert row_of(panel, "non_responder")["n_subjects"] == len(clinic.patients)
    assert row_of(panel, "responders")["n_subjects"] < len(clinic.patients)


def test_shares_are_foretold_by_the_model_of_the_headline(clinic, panel):
    expected = modelled_responders(fit_mmrm(clinic), clinic).where(threshold="30 %").frame.iloc[0]
    for column in ("estimate", "conf_low", "conf_high", "n_subjects"):
        assert row_of(panel, "foretold")[column] == pytest.approx(expected[column], rel=1e-9)
    assert row_of(panel, "foretold")["missing_scores"] == row_of(panel, "mmrm")["missing_scores"]


def test_a_method_that_cannot_be_used_has_a_row_with_the_reason(clinic_with):
    visits = ({"name": "W12", "day": 84},)
    panel = sensitivity_panel(clinic_with(visits=visits, primary_visit="W12"))
    assert "needs two visits or more" in row_of(panel, "mmrm")["reason"]
    assert np.isnan(row_of(panel, "mmrm")["estimate"])
    assert any("Without an answer: MMRM: only visit W12" in sentence for sentence in panel.words)
    assert np.isfinite(row_of(panel, "overlap")["estimate"])


def test_covariates_that_tell_the_arm_leave_the_weights_without_an_answer(clinic):
    patients = clinic.patients.assign(age=np.where(clinic.patients["arm"] == "needling", 70.0, 50.0))
    visits = clinic.visits.assign(age=np.where(clinic.visits["arm"] == "needling", 70.0, 50.0))
    told = replace(clinic, patients=patients, visits=visits)
    panel = sensitivity_panel(told)
    assert row_of(panel, "overlap")["reason"]
    assert row_of(panel, "overlap")["obstacle"] == "separation"
    assert row_of(panel, "ancova")["obstacle"] == "few"
    assert row_of(panel, "unadjusted")["obstacle"] == ""
    assert row_of(panel, "ancova")["reason"]
    assert panel.confounding is None
    assert np.isfinite(row_of(panel, "unadjusted")["estimate"])


def test_an_unknown_visit_is_refused(clinic):
    with pytest.raises(PlanError, match="no visit 'W13'"):
        sensitivity_panel(clinic, "W13")


def test_it_prints_table_and_words(panel):
    assert "Overlap weights" in repr(panel)
    assert panel.words[0] in repr(panel)
    assert "<table" in panel._repr_html_()


def test_confounding_is_weighed_unless_the_arms_were_made_by_lot(panel, clinic_with):
    balance = panel.confounding.balance
    assert balance.loc[balance["adjusted"], "smd_after"].abs().max() < 1e-8
    assert panel.confounding.e_value.estimate > 1
    lot = sensitivity_panel(clinic_with(n=120, design="randomised"))
    assert lot.confounding is None
    assert not any("E-value" in sentence for sentence in lot.words)
    assert any("made by lot" in sentence for sentence in lot.words)


def test_every_method_has_the_clusters_of_the_plan(clinic, panel):
    plan = clinic.plan.model_copy(update={"clusters": "therapist_id"})
    found = sensitivity_panel(build_analysis(clinic.outcomes, plan))
    shared, alone = (one.estimates.frame.set_index("method") for one in (found, panel))
    np.testing.assert_allclose(shared["estimate"], alone["estimate"], rtol=0.03)
    # Needled patients have a few therapists, the others none.
    assert (shared["df"] < 0.7 * alone["df"].clip(upper=120)).all(), shared["df"]
    assert (shared["std_error"] != alone["std_error"]).all()
    assert "The errors of every method allow for patients who share therapist_id." in found.estimates.notes
    assert found.tipping.frame["df"].max() < 40


def test_no_method_has_an_interval_where_one_therapist_needled_everyone(clinic):
    records = clinic.outcomes.records
    one = records["therapist_id"].mask(records["therapist_id"].notna(), "T1")
    two = one.mask(records["arm"].eq("standard") & (records["patient_id"] < "P05"), "T2")
    outcomes = replace(clinic.outcomes, records=records.assign(therapist_id=two))
    plan = clinic.plan.model_copy(update={"clusters": "therapist_id"})
    frame = sensitivity_panel(build_analysis(outcomes, plan)).estimates.frame
    assert frame["estimate"].isna().all()
    assert (frame["reason"] != "").all()
    reasons = frame.set_index("name")["reason"]
    assert "share one therapist_id" in reasons["overlap"]
