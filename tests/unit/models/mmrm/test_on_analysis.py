import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import derive_analysis
from dnoutcomes.errors import ModelError
from dnoutcomes.models import change_from_baseline, contrast, fit_mmrm, ls_means, mmrm
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan

VISITS = ({"name": "W4", "day": 28}, {"name": "W12", "day": 84}, {"name": "W24", "day": 168})


def analysis_of(n=80, seed=1, days=(0, 28, 84, 168), drop=None, add=None, **plan):
    """Draw a trial; `drop` says which records (a frame) were never made; `add` adds columns."""
    rng = np.random.default_rng(seed)
    patients = pd.DataFrame(
        {
            "patient_id": [f"P{i:03d}" for i in range(n)],
            "arm": np.where(np.arange(n) % 2 == 0, "needling", "standard"),
            "cause": np.where(np.arange(n) % 4 < 2, "diabetic", "chemotherapy"),
            "age": rng.normal(60, 10, n).round(),
        }
    )
    level = rng.normal(6, 1.2, n)
    records = pd.concat(
        [
            patients.assign(
                study_day=float(day),
                pain_nrs=(level + rng.normal(0, 1, n) - (day > 0) * (patients["arm"] == "needling")).round(2),
            )
            for day in days
        ],
        ignore_index=True,
    )
    if drop is not None:
        records = records[~drop(records)]
    records = records if add is None else add(records)
    records = records.assign(source_row=np.arange(2, len(records) + 2))
    settings = {"visits": VISITS, "pool_causes_below": 0} | plan
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day")
    return derive_analysis(outcomes, Plan(**settings))


def test_it_is_the_general_core_with_the_plan_filled_in():
    analysis = analysis_of(covariates=["age"])
    fit = fit_mmrm(analysis)
    rows = analysis.visits.drop(columns="cause").rename(columns={"cause_modelled": "cause"})
    core = mmrm(
        "change ~ baseline * visit + arm * cause * visit + age",
        rows,
        subject="patient_id",
        visit="visit",
        covariance="us",
        df="kenward-roger",
    )
    pd.testing.assert_frame_equal(fit.tidy(), core.tidy())
    assert [attempt.covariance for attempt in fit.path] == ["us"]


def test_the_call_goes_before_the_plan():
    analysis = analysis_of(covariance=["toeph", "cs"], df="satterthwaite", confidence_level=0.9)
    assert fit_mmrm(analysis).structure == "toeph"
    assert fit_mmrm(analysis, covariance="cs").structure == "cs"
    assert "Satterthwaite" in fit_mmrm(analysis).inference.method
    assert "Kenward-Roger" in fit_mmrm(analysis, df="kenward-roger").inference.method
    assert fit_mmrm(analysis).confidence_level == 0.9


def test_without_causes_there_is_one_effect_per_visit():
    fit = fit_mmrm(analysis_of(), by_cause=False)
    effects = contrast(ls_means(fit, "arm", by="visit")).frame
    assert effects["visit"].tolist() == ["W4", "W12", "W24"]
    assert not any("arm" in term and "cause" in term for term in fit.inference.terms)


def test_one_cause_leaves_cause_out():
    analysis = analysis_of(pooled_causes={"all": ["diabetic", "chemotherapy"]})
    assert not any("cause" in term for term in fit_mmrm(analysis).inference.terms)


def test_a_covariate_that_is_in_the_model_already_is_not_added():
    plain, doubled = fit_mmrm(analysis_of()), fit_mmrm(analysis_of(covariates=["cause"]))
    assert plain.inference.terms == doubled.inference.terms


def test_a_visit_nobody_came_to_is_left_out():
    fit = fit_mmrm(analysis_of(days=(0, 28, 168)))
    assert list(fit.covariance.columns) == ["W4", "W24"]


def test_a_cause_seen_in_one_arm_has_no_difference_and_is_named():
    def drop(records):
        return (
            (records["cause"] == "diabetic") & (records["arm"] == "needling") & (records["study_day"] == 84)
        )

    fit = fit_mmrm(analysis_of(drop=drop))
    effects = contrast(ls_means(fit, "arm", by=["cause", "visit"])).frame.set_index(["cause", "visit"])
    assert np.isnan(effects.loc[("diabetic", "W12"), "estimate"])
    assert effects["estimate"].notna().sum() == 5
    assert "No difference between the arms where one of them has no patients: diabetic at W12." in fit.notes


def test_one_visit_points_to_the_comparison_at_a_visit():
    with pytest.raises(
        ModelError, match=r"only visit W4 has scores; the primary visit, W12, has none"
    ) as caught:
        fit_mmrm(analysis_of(days=(0, 28)))
    assert "compare_arms(analysis, visit='W4')" in str(caught.value)


def test_an_arm_without_scores_is_an_error():
    with pytest.raises(ModelError, match="no patient of arm 'needling' has a score after baseline"):
        fit_mmrm(analysis_of(drop=lambda r: (r["arm"] == "needling") & (r["study_day"] > 0)))


def test_a_covariate_that_tells_the_arm_is_refused():
    analysis = analysis_of(covariates=["therapist_id"], add=lambda r: r.assign(therapist_id="T" + r["arm"]))
    with pytest.raises(ModelError, match="covariate 'therapist_id' tells the arm"):
        fit_mmrm(analysis)


def scores_of(analysis):
    """One row per patient and visit with a score, the baseline among them, from the records."""
    names = {0.0: "baseline"} | {float(visit["day"]): visit["name"] for visit in VISITS}
    rows = analysis.outcomes.records.assign(visit=lambda r: r["study_day"].map(names))
    return rows.assign(
        visit=pd.Categorical(rows["visit"], list(names.values())),
        arm=pd.Categorical(rows["arm"], ["standard", "needling"]),
        cause=pd.Categorical(rows["cause"], analysis.patients["cause_modelled"].cat.categories),
    )


@pytest.mark.parametrize(
    ("by_cause", "right_side"),
    [(True, "cause * visit + arm:cause:visit"), (False, "cause * visit + arm:visit")],
)
def test_the_baseline_can_be_the_first_outcome(by_cause, right_side):
    analysis = analysis_of(covariates=["age"])
    fit = fit_mmrm(analysis, baseline="outcome", by_cause=by_cause)
    core = mmrm(
        f"pain_nrs ~ {right_side} + age * visit",
        scores_of(analysis),
        subject="patient_id",
        visit="visit",
        equal_at_first="arm",
    )
    by = "cause" if by_cause else None
    ours, expected = change_from_baseline(fit, "arm", by=by), change_from_baseline(core, "arm", by=by)
    pd.testing.assert_frame_equal(ours.frame, expected.frame, check_categorical=False, rtol=1e-6)
    assert fit.details["baseline"] == "outcome"


def test_one_cause_and_one_visit_are_enough_for_the_baseline_as_outcome():
    analysis = analysis_of(pooled_causes={"all": ["diabetic", "chemotherapy"]}, days=(0, 84))
    found = change_from_baseline(fit_mmrm(analysis, baseline="outcome"), "arm").frame
    assert found["visit"].tolist() == ["W12", "W12"]


def test_effects_hardly_depend_on_where_the_baseline_stands():
    """The same under maximum likelihood; REML corrects each model for its own coefficients."""
    analysis = analysis_of(n=400)
    one = contrast(ls_means(fit_mmrm(analysis), "arm", by=["cause", "visit"])).frame
    other = contrast(change_from_baseline(fit_mmrm(analysis, baseline="outcome"), "arm", by="cause")).frame
    assert (one["estimate"] - other["estimate"]).abs().max() < 0.1 * one["std_error"].min()
    assert (other["std_error"] / one["std_error"]).between(0.95, 1.05).all()


def test_patients_with_nothing_after_baseline_count_where_it_is_an_outcome():
    analysis = analysis_of(drop=lambda r: r["patient_id"].isin(["P000", "P001"]) & (r["study_day"] > 0))
    assert fit_mmrm(analysis).design.n_subjects == 78
    assert fit_mmrm(analysis, baseline="outcome").design.n_subjects == 80


def test_equal_means_at_baseline_are_a_risk_where_nobody_randomised():
    warned = "only randomisation brings about"
    assert any(warned in note for note in fit_mmrm(analysis_of(), baseline="outcome").notes)
    assert not any(
        warned in note for note in fit_mmrm(analysis_of(design="randomised"), baseline="outcome").notes
    )
    assert not any(warned in note for note in fit_mmrm(analysis_of()).notes)


def test_what_the_baseline_can_be():
    with pytest.raises(ModelError, match="baseline='response' isn't known; known: covariate, outcome"):
        fit_mmrm(analysis_of(), baseline="response")
    named = analysis_of(visits=({"name": "baseline", "day": 28}, *VISITS[1:]), primary_visit="W12")
    with pytest.raises(ModelError, match="a planned visit is called 'baseline'"):
        fit_mmrm(named, baseline="outcome")
