from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes import weighting
from dnoutcomes.analysis import build_analysis
from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.on_analysis import (
    compare_weighted,
    fit_weighted_mmrm,
    negative_controls,
)

SCORE = ["baseline", "cause", "age", "severity"]


def test_the_weighted_difference_is_that_of_the_general_core(clinic):
    found = compare_weighted(clinic, attrition=False).frame.set_index("analysis")
    rows = clinic.visits[clinic.visits["visit"] == "W12"].assign(cause=lambda frame: frame["cause_modelled"])
    for label, method in (("weighted", "weighted"), ("weighted ANCOVA", "ancova"), ("augmented", "aipw")):
        other = weighting.effect(
            rows, outcome="change", treatment="arm", covariates=SCORE, method=method
        ).frame
        assert found.loc[label, "estimate"] == pytest.approx(other["estimate"].iloc[0], rel=1e-10)
        assert found.loc[label, "std_error"] == pytest.approx(other["std_error"].iloc[0], rel=1e-10)
    assert {"30 % responders: weighted risk difference"} <= set(found.index)


def test_weights_for_attrition_are_shown_beside_the_others(clinic):
    sizes = compare_weighted(clinic).details["effective_sample_size"]
    assert sizes["arm"].tolist() == ["standard", "needling"]
    seen = clinic.at_visit().groupby("arm", observed=True).size()
    assert sizes["n"].tolist() == seen.reindex(sizes["arm"]).tolist()
    assert (
        sizes[["with balancing weights", "with weights for attrition", "with both"]].lt(sizes["n"], axis=0)
    ).all(axis=None)
    assert (sizes["largest weight for attrition"] >= 1).all()


@pytest.fixture(scope="module")
def clustered(clinic):
    return build_analysis(clinic.outcomes, clinic.plan.model_copy(update={"clusters": "therapist_id"}))


def test_patients_of_a_therapist_share_errors(clinic, clustered):
    rows, alone = compare_weighted(clustered), compare_weighted(clinic)
    assert rows.frame["estimate"].tolist() == pytest.approx(alone.frame["estimate"].tolist())
    assert (rows.frame["std_error"] != alone.frame["std_error"]).all()
    # Needled patients have a few therapists; the others, alone, are many.
    assert rows.frame["df"].between(2, alone.frame["df"].min() / 2).all()
    assert any("clusters" in note for note in rows.notes)


def test_every_weighted_number_has_the_clusters_of_the_plan(clinic, clustered):
    pairs = [
        (
            negative_controls(one, ["expectation"]).frame.iloc[0],
            fit_weighted_mmrm(one, replicates=5).frame.iloc[1],
        )
        for one in (clinic, clustered)
    ]
    for alone, shared in zip(*pairs, strict=True):
        assert shared["estimate"] == pytest.approx(alone["estimate"])
        assert shared["std_error"] != alone["std_error"]
        assert shared["df"] < alone["df"]


def test_the_weighted_mixed_model_keeps_to_the_plan(clinic):
    found = fit_weighted_mmrm(clinic, replicates=20)
    assert found.frame["visit"].tolist() == ["W4", "W12"]
    assert found.frame["contrast"].eq("needling - standard").all()
    ancova = compare_weighted(clinic, attrition=False).frame.set_index("analysis").loc["weighted ANCOVA"]
    # The same population and covariates; the model borrows week 4 for the fifth that is lost at week 12.
    assert found.frame["estimate"].iloc[1] == pytest.approx(ancova["estimate"], abs=0.5 * ancova["std_error"])


def test_what_treatment_cannot_change_shows_no_effect(clinic):
    found = negative_controls(clinic, ["expectation"])
    assert found.notes[-1].startswith("No effect shows")
    with pytest.raises(ModelError, match="no patient-level column; did you mean 'expectation'"):
        negative_controls(clinic, ["expectaton"])


def test_a_level_that_lost_nobody_is_no_obstacle(clinic):
    visits = clinic.visits.copy()
    rare = visits["patient_id"].isin(clinic.patients["patient_id"].iloc[:25])
    visits["severity"] = np.where(rare, "other", visits["severity"].astype(str))
    last = visits["visit"] == "W12"
    visits.loc[rare & last, "change"] = visits.loc[rare & last, "change"].fillna(-1.0)
    whole = replace(clinic, visits=visits)
    found = compare_weighted(whole)
    assert found.frame["estimate"].notna().all()
    assert any("Firth's penalty: for some patients the covariates alone say" in note for note in found.notes)


def test_covariates_that_tell_the_arm_are_refused(clinic):
    visits = clinic.visits.assign(age=np.where(clinic.visits["arm"] == "needling", 70.0, 50.0))
    told = replace(clinic, visits=visits)
    with pytest.raises(ModelError, match="separation"):
        compare_weighted(told)
