"""Every comparison of a plan with clusters uses them: none prints an interval that takes patients for independent."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.compare import (
    before_after,
    compare_arms,
    interaction_test,
    modelled_responders,
    overall_effects,
)
from dnoutcomes.compare.adjusted_responders import adjusted_share_difference
from dnoutcomes.compare.bounds import bounds_check
from dnoutcomes.compare.outcomes import compare_outcomes
from dnoutcomes.compare.pool_causes import pool_causes
from dnoutcomes.compare.subgroups import compare_subgroups
from dnoutcomes.models import contrast, fit_mmrm, ls_means

LAST = "W12"


@pytest.fixture
def clinic(make, drawn):
    """Make an analysis where 10 therapists of one arm each differ by 1.5 points; `plan` adds to the plan."""

    def made(therapists=10, column="therapist_id", **plan):
        patients, scores = drawn(n=160, effect=0.0, causes=("diabetic", "chemotherapy"))
        therapist = np.arange(160) % therapists
        shift = np.random.default_rng(8).normal(0, 1.5, therapists)[therapist]
        later = scores.columns > 0
        scores.loc[:, later] = scores.loc[:, later].add(shift, axis=0).clip(0, 10).round(2)
        patients = patients.assign(**{column: [f"T{code}" for code in therapist]})
        return make(patients, scores, covariates=["age"], **plan)

    return made


@pytest.fixture
def both(clinic):
    return clinic(), clinic(clusters="therapist_id")


def wider(plain, clustered, by=1.5):
    """Whether the same rows have the same estimates and all intervals are wider."""
    pd.testing.assert_series_equal(plain["estimate"], clustered["estimate"], rtol=1e-6)
    ratio = (clustered["conf_high"] - clustered["conf_low"]) / (plain["conf_high"] - plain["conf_low"])
    assert (ratio > by).all(), ratio


def test_mixed_model(both):
    fits = [fit_mmrm(analysis) for analysis in both]
    wider(*(overall_effects(fit, analysis).frame for fit, analysis in zip(fits, both)))
    assert fits[1].inference.method == "Satterthwaite, CR2 by therapist_id"
    wider(*(modelled_responders(fit, analysis).frame for fit, analysis in zip(fits, both)))
    assert interaction_test(fits[1], LAST).df_denom < 9


def test_arms_at_a_visit(both):
    plain, clustered = (compare_arms(analysis) for analysis in both)
    names = {
        "adjusted",
        "unadjusted",
        "hedges_g",
        "30 % responders: risk difference",
        "30 % responders: risk difference, adjusted",
        "30 % responders, missing as non-responders: risk difference",
    }
    for name in sorted(names):
        rows = [
            found.frame[found.frame["analysis"] == name].reset_index(drop=True)
            for found in (plain, clustered)
        ]
        wider(*rows, by=1.2)
    ratios = clustered.frame[clustered.frame["analysis"] == "30 % responders: risk ratio"]
    before = plain.frame[plain.frame["analysis"] == "30 % responders: risk ratio"]
    assert (
        np.log(ratios["conf_high"] / ratios["conf_low"]) > np.log(before["conf_high"] / before["conf_low"])
    ).all()
    assert "CR2 standard errors over 10 clusters of therapist_id." in clustered.notes


def test_outcomes_subgroups_and_pooled_causes(both):
    clustered = both[1]
    arms = compare_arms(clustered).frame
    main = arms[(arms["analysis"] == "adjusted") & (arms["population"] == "all patients, main effect")].iloc[
        0
    ]
    outcome = compare_outcomes(clustered).frame.iloc[0]
    subgroups = compare_subgroups(clustered, by=["cause"]).frame
    for row in (outcome, subgroups[subgroups["modifier"].isna()].iloc[0]):
        assert (row["std_error"], row["df"]) == pytest.approx((main["std_error"], main["df"]))
    by_cause = arms[(arms["analysis"] == "adjusted") & arms["cause"].isin(["diabetic", "chemotherapy"])]
    pooled = pool_causes(clustered).frame
    unpooled = pooled[pooled["analysis"] == "unpooled"]
    assert unpooled["std_error"].tolist() == pytest.approx(by_cause["std_error"].tolist())
    # Both causes have the same therapists: their mean is hardly surer than one of them.
    mean = pooled[pooled["analysis"] == "pooled mean"].iloc[0]
    assert mean["std_error"] > 0.9 * unpooled["std_error"].min()


def test_change_within_an_arm_is_that_of_its_therapists(both):
    clustered = both[1]
    found = before_after(clustered).where(analysis="change from baseline", arm="needling").frame.iloc[0]
    rows = clustered.at_visit(LAST).query("arm == 'needling'")
    means = rows.groupby("cluster")["change"].mean()
    # Therapists have 16 patients each.
    expected = stats.ttest_1samp(means, 0).confidence_interval(0.95)
    assert (found["conf_low"], found["conf_high"]) == pytest.approx((expected.low, expected.high))


def test_by_the_clusters_themselves_only_the_overall_rows_are_clustered(clinic):
    # An odd number of sites: each has both arms.
    plain, clustered = (
        compare_arms(clinic(therapists=5, column="site_id", **plan), by="site_id").frame
        for plan in ({}, {"clusters": "site_id"})
    )
    within = plain["site_id"].isin([f"T{code}" for code in range(5)])
    pd.testing.assert_frame_equal(plain[within], clustered[within])
    main = (plain["population"] == "all patients, main effect") & (plain["analysis"] == "adjusted")
    assert clustered.loc[main, "df"].item() < 5 < plain.loc[main, "df"].item()


def test_needling_by_one_therapist_has_no_interval_anywhere(make, drawn):
    patients, scores = drawn(n=60, causes=("diabetic",))
    alone = patients.assign(
        therapist_id=np.where(patients["arm"] == "needling", "T1", [f"S{i % 7}" for i in range(60)])
    )
    analysis = make(alone, scores, clusters="therapist_id")
    fit = fit_mmrm(analysis)
    assert overall_effects(fit, analysis).frame["conf_low"].isna().all()
    assert modelled_responders(fit, analysis).frame["conf_low"].isna().all()
    found = compare_arms(analysis)
    assert found.frame["conf_low"].isna().all()
    assert found.frame.loc[found.frame["analysis"] == "unadjusted", "estimate"].notna().all()
    assert found.details["numbers_needed"] == []
    assert any("rest on little more than one therapist_id" in note for note in found.notes)


def test_shares_with_a_cluster_for_each_patient_have_hc2_errors():
    rng = np.random.default_rng(5)
    n = 90
    data = pd.DataFrame({
        "arm": pd.Categorical(rng.choice(["a", "b"], n, p=[0.4, 0.6]), ["a", "b"]), "age": rng.normal(60, 9, n),
        "who": [f"P{i}" for i in range(n)],
    })  # fmt: skip
    data["yes"] = (rng.random(n) < 0.3 + 0.2 * (data["arm"] == "b") + 0.01 * (data["age"] - 60)).astype(float)
    found, _ = adjusted_share_difference(data, "yes", "answers", ["age"], "HC3", 0.95, "who")
    x = np.column_stack([np.ones(n), data["arm"] == "b", data["age"] - 60]).astype(float)
    beta = np.zeros(3)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        information = (x * (p * (1 - p))[:, None]).T @ x
        beta = beta + np.linalg.solve(information, x.T @ (data["yes"] - p))
    leverage = p * (1 - p) * np.einsum("ij,jk,ik->i", x, np.linalg.inv(information), x)
    moved = (x * ((data["yes"] - p) / np.sqrt(1 - leverage)).to_numpy()[:, None]) @ np.linalg.inv(information)
    worlds = [np.column_stack([x[:, 0], np.full(n, value), x[:, 2]]) for value in (0.0, 1.0)]
    risks = [1 / (1 + np.exp(-world @ beta)) for world in worlds]
    slopes = [(risk * (1 - risk)) @ world / n for risk, world in zip(risks, worlds)]
    gain = risks[1] - risks[0]
    influence = (gain - gain.mean()) / n + moved @ (slopes[1] - slopes[0])
    assert found["estimate"] == pytest.approx(gain.mean())
    assert found["std_error"] == pytest.approx(np.sqrt((influence**2).sum()), rel=1e-6)


def test_tobit_has_no_errors_and_says_why(both):
    plain, clustered = (bounds_check(analysis) for analysis in both)
    assert clustered.frame["estimate"].tolist() == plain.frame["estimate"].tolist()
    assert clustered.frame[["std_error", "df", "p_value", "conf_low", "conf_high"]].isna().all(axis=None)
    assert any("these share therapist_id" in note for note in clustered.notes)


def test_clusters_change_errors_and_never_the_estimate(make, drawn):
    # One therapist needles all patients of one cause, whose effect so has no error by itself.
    patients, scores = drawn(n=150, effects={"traumatic": -3.0})
    rare = patients.index[patients["cause"] == "traumatic"][12:]
    patients.loc[rare, "cause"] = np.where(rare % 4 < 2, "diabetic", "chemotherapy")
    needled, traumatic = patients["arm"] == "needling", patients["cause"] == "traumatic"
    therapist = np.where(needled & traumatic, "T0", [f"T{1 + i % 6}" for i in range(150)])
    patients = patients.assign(therapist_id=np.where(needled, therapist, [f"S{i % 5}" for i in range(150)]))
    plain, clustered = make(patients, scores), make(patients, scores, clusters="therapist_id")
    fits = [fit_mmrm(analysis) for analysis in (plain, clustered)]
    effects = contrast(ls_means(fits[1], "arm", by=["cause", "visit"])).where(visit=LAST)
    assert effects.frame.set_index("cause")["std_error"].isna().to_dict() == {
        "chemotherapy": False, "diabetic": False, "traumatic": True,
    }  # fmt: skip
    assert effects.determined.all()
    overall = [overall_effects(fit, analysis).frame for fit, analysis in zip(fits, (plain, clustered))]
    both_models = overall[1]["estimate"].notna()
    pd.testing.assert_series_equal(overall[0]["estimate"][both_models], overall[1]["estimate"][both_models])
    # The cause is a small part of the average of all, which has an error that allows for it.
    assert both_models.all()
