import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import derive_analysis
from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, growth, ls_means
from dnoutcomes.models.growth.on_analysis import fit_growth
from dnoutcomes.models.growth.sessions_on_analysis import session_rows
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan

VISITS = ({"name": "W4", "day": 28}, {"name": "W12", "day": 84})


def analysis_of(n=60, seed=1, change=None, **plan):
    """Sessions about every ten days to day 130, in two arms and two causes; `change` edits the records."""
    rng = np.random.default_rng(seed)
    day = np.concatenate([[0, *np.sort(rng.choice(np.arange(1, 131), 11, replace=False))] for _ in range(n)])
    patient = np.repeat(np.arange(n), 12)
    own = rng.multivariate_normal([6, -0.02], [[1.0, 0], [0, 0.0002]], n)[patient]
    needling = patient % 2 == 0
    records = pd.DataFrame(
        {
            "patient_id": [f"P{i:03d}" for i in patient],
            "arm": np.where(needling, "needling", "standard"),
            "cause": np.where(patient % 4 < 2, "diabetic", "chemotherapy"),
            "age": rng.normal(60, 10, n).round()[patient],
            "therapist_id": np.where(needling, np.char.add("T", (patient % 6).astype(str)), None),
            "study_day": day.astype(float),
            "pain_nrs": (
                own[:, 0] + (own[:, 1] - 0.02 * needling) * day + rng.normal(0, 0.7, len(day))
            ).round(2),
        }
    )
    records = records if change is None else change(records)
    records = records.assign(source_row=np.arange(2, len(records) + 2))
    settings = {"visits": VISITS, "pool_causes_below": 0, "df": "satterthwaite"} | plan
    return derive_analysis(
        Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day"), Plan(**settings)
    )


def test_it_is_the_general_core_over_all_scores():
    analysis = analysis_of(covariates=["age"])
    fit = fit_growth(analysis)
    rows, _ = session_rows(analysis)
    core = growth(
        "change ~ baseline + arm * cause * week + age", rows, subject="patient_id", random="1 + week"
    )
    pd.testing.assert_frame_equal(fit.tidy(), core.tidy())
    assert fit.notes[0].startswith("Estimand.")


def test_rows_are_the_scores_after_baseline_within_the_planned_time():
    analysis = analysis_of()
    rows, notes = session_rows(analysis)
    horizon = max(visit.last for visit in analysis.plan.visits)
    scores = analysis.outcomes.records.query("0 < study_day")
    assert len(rows) == (scores["study_day"] <= horizon).sum()
    assert notes == (
        f"{(scores['study_day'] > horizon).sum()} scores after day {horizon}, the end of the last planned visit, "
        "are not used.",
    )
    one = rows.iloc[5]
    record = analysis.outcomes.records.query("patient_id == @one.patient_id and study_day == @one.day").iloc[
        0
    ]
    assert one["value"] == record["pain_nrs"]
    assert one["change"] == pytest.approx(one["value"] - one["baseline"])
    assert one["week"] == one["day"] / 7


def test_difference_of_the_arms_grows_with_the_weeks():
    means = ls_means(fit_growth(analysis_of(n=120)), "arm", at={"week": [12.0]})
    row = contrast(means).frame.iloc[0]
    assert row["contrast"] == "needling - standard"
    # The truth is -0.02 a day over 84 days.
    assert abs(row["estimate"] - -0.02 * 84) < 4 * row["std_error"]
    assert row["p_value"] < 0.01


@pytest.mark.parametrize("strategy", ["hypothetical", "treatment-policy"])
def test_scores_after_an_intercurrent_event_follow_the_strategy(strategy):
    def stop(records):
        return records.assign(rescue=(records["patient_id"] < "P010") & (records["study_day"] > 40))

    analysis = analysis_of(
        change=stop, estimand={"intercurrent_events": [{"event": "rescue", "strategy": strategy}]}
    )
    rows, notes = session_rows(analysis)
    after = rows.query("patient_id < 'P010' and day > 40")
    assert (len(after) == 0) is (strategy == "hypothetical")
    assert any("after an intercurrent event are set aside" in note for note in notes) is (
        strategy == "hypothetical"
    )


def test_the_clusters_of_the_plan_are_those_of_the_growth_model():
    fit = fit_growth(analysis_of(clusters="therapist_id"), by_cause=False)
    assert "(1 | therapist_id where therapist_id recorded = yes)" in fit.structure
    by_hand = fit_growth(
        analysis_of(), by_cause=False, cluster="therapist_id", cluster_within={"arm": "needling"}
    )
    assert fit.log_likelihood == pytest.approx(by_hand.log_likelihood)
    pd.testing.assert_frame_equal(fit.tidy(), by_hand.tidy())


def test_an_arm_of_one_therapist_is_refused():
    def change(records):
        return records.assign(
            therapist_id=np.where(records["arm"] == "needling", "T1", records["therapist_id"])
        )

    def both(records):
        other = np.where(records["patient_id"].str[-1].astype(int) > 4, "T2", "T3")
        return change(records).assign(
            therapist_id=lambda frame: frame["therapist_id"].fillna(pd.Series(other))
        )

    with pytest.raises(ModelError, match="all patients of arm 'needling' have one therapist_id"):
        fit_growth(analysis_of(change=both, clusters="therapist_id"))


def test_therapists_of_one_arm():
    fit = fit_growth(analysis_of(), cluster="therapist_id", cluster_within={"arm": "needling"})
    assert fit.structure == "(1 + week | patient_id) + (1 | therapist_id where arm = needling), residual iid"


def test_courses_are_shapes_of_the_same_weeks():
    analysis = analysis_of()
    linear, piecewise, spline = (
        fit_growth(analysis, by_cause=False, random="1"),
        fit_growth(analysis, by_cause=False, random="1", course="piecewise", turn=6),
        fit_growth(analysis, by_cause=False, random="1", course="spline"),
    )
    assert linear.coefficients.size < piecewise.coefficients.size < spline.coefficients.size
    assert "arm[T.needling]:late" in piecewise.coefficients.index
    rows = piecewise.design.frame
    np.testing.assert_allclose(rows["early"] + rows["late"], session_rows(analysis)[0]["week"])
    assert fit_growth(analysis, course="piecewise", turn=6).structure.startswith(
        "(1 + early + late | patient_id)"
    )


def test_residuals_may_be_autocorrelated_in_weeks():
    fit = fit_growth(analysis_of(), residual="car1", random="1")
    assert fit.structure.endswith("residual car1")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"course": "cubic"}, "course='cubic' isn't known; known: linear, piecewise, spline"),
        ({"course": "piecewise"}, "name both or neither"),
        ({"turn": 4}, "name both or neither"),
        ({"course": "piecewise", "turn": 52}, "turn=52 is outside the weeks with scores"),
        ({"cluster": "clinic"}, "the records have no column 'clinic' to cluster by"),
        ({"df": "kenward-roger-cholesky"}, "isn't offered for growth models"),
    ],
)
def test_bad_use_is_refused_in_words(options, message):
    with pytest.raises(ModelError, match=message):
        fit_growth(analysis_of(), **options)


def test_an_arm_without_scores_is_named():
    only = analysis_of(
        change=lambda records: records[(records["arm"] == "needling") | (records["study_day"] == 0)]
    )
    with pytest.raises(ModelError, match="no patient of arm 'standard' has a score after baseline"):
        fit_growth(only)


def test_a_covariate_that_tells_the_arm_is_refused():
    def therapist(records):
        return records.assign(therapist_id=records["therapist_id"].fillna("none"))

    with pytest.raises(ModelError, match="tells the arm"):
        fit_growth(analysis_of(change=therapist, covariates=["therapist_id"]))
