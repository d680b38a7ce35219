import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import (
    contrast,
    joint_test,
    likelihood_ratio_test,
    ls_means,
    mmrm,
    parametric_bootstrap,
    patient_bootstrap,
)
from dnoutcomes.models.leave_out import leave_clusters_out
from dnoutcomes.models.shared.resampling import _resampled


def clinic(arms, size=8, seed=5):
    """Two visits of patients of therapists; `arms` says which arms each treats: "a", "b" or "ab"."""
    rng = np.random.default_rng(seed)
    rows = []
    for therapist, treated in enumerate(arms):
        shift = rng.normal(0, 0.6)
        for patient in range(size + 3 * therapist):
            who, arm = f"{therapist}-{patient}", treated[patient % len(treated)]
            usual = rng.normal(0, 1)
            for visit in ("W4", "W8") if patient % 4 else ("W4",):
                change = shift + usual + rng.normal(0, 0.8) - (arm == "b") * (0.4 if visit == "W4" else 1.1)
                rows.append((who, f"T{therapist}", arm, visit, "xyz"[patient % 3], change))
    return pd.DataFrame(rows, columns=["patient", "therapist", "arm", "visit", "kind", "change"])


def fitted(data, formula="change ~ arm * visit", **settings):
    return mmrm(formula, data, subject="patient", visit="visit", **({"cluster": "therapist"} | settings))


def effects(fit):
    return contrast(ls_means(fit, "arm", by="visit"))


def test_what_was_used_is_said():
    fit = fitted(clinic(["ab"] * 5))
    assert fit.inference.method == "Satterthwaite, CR2 by therapist"
    assert fit.glance()["df_method"].item() == "Satterthwaite, CR2 by therapist"
    assert (
        "Errors allow for subjects who share therapist: CR2, Satterthwaite. There are 5 clusters of therapist."
        in (fit.notes)
    )


def test_estimates_are_those_without_clusters_and_errors_larger_where_arms_are_between_clusters():
    data = clinic(["a", "b"] * 4)
    plain, clustered = effects(fitted(data, cluster=None)).frame, effects(fitted(data)).frame
    pd.testing.assert_series_equal(plain["estimate"], clustered["estimate"])
    assert (clustered["std_error"] > 1.2 * plain["std_error"]).all()
    assert (clustered["df"] < 7).all()


def test_an_arm_of_one_therapist_has_no_interval():
    found = effects(fitted(clinic(["a", "a", "a", "b"])))
    assert found.frame["estimate"].isna().all()
    assert (
        "2 of 2 rows rest on little more than one therapist, whose effect can't be separated from theirs: left empty."
        in (found.notes)
    )


def test_few_degrees_of_freedom_are_said_once():
    found = effects(fitted(clinic(["a", "a", "b", "b"])))
    said = [note for note in found.notes if "rough" in note]
    assert said == [
        "2 of 2 rows have fewer than 4 degrees of freedom, so few therapist do they rest on: their intervals are rough."
    ]
    assert not any("rough" in note for note in effects(fitted(clinic(["ab"] * 9))).notes)


def test_a_joint_test_of_one_effect_is_its_squared_t():
    fit = fitted(clinic(["ab"] * 6))
    row = fit.tidy().set_index("term").loc["arm[T.b]:visit[T.W8]"]
    test = joint_test(fit, "arm:visit", type=2)
    assert test.statistic == pytest.approx(row["statistic"] ** 2)
    assert test.df_denom == pytest.approx(row["df"])


def test_more_effects_than_clusters_can_tell_are_refused():
    fit = fitted(clinic(["ab"] * 3, size=20), "change ~ arm * visit * kind")
    with pytest.raises(ModelError, match="3 clusters of therapist are too few to test 4 effects at once"):
        joint_test(fit, ["arm:kind", "arm:visit:kind"])


def test_the_order_of_rows_and_weights_of_one_change_nothing():
    data = clinic(["ab", "a", "b", "ab", "b"])
    plain = fitted(data).tidy()
    turned = fitted(data.sample(frac=1, random_state=2).assign(weight=1.0), weights="weight").tidy()
    pd.testing.assert_frame_equal(plain, turned, rtol=1e-6)


def test_what_takes_no_account_of_clusters_is_refused():
    data = clinic(["ab"] * 4)
    with pytest.raises(
        ModelError, match=r"errors='model' takes subjects for independent; .* use cr0, cr2, cr3"
    ):
        fitted(data, errors="model")
    with pytest.raises(ModelError, match="df='residual' doesn't count clusters"):
        fitted(data, df="residual")


def test_subjects_without_a_therapist_stay_as_clusters_alone():
    data = clinic(["b", "b", "a", "b"])
    partly = data.assign(therapist=data["therapist"].where(data["arm"] == "b"))
    fit = fitted(partly)
    assert fit.design.n_observations == len(data)
    by_hand = fitted(data.assign(therapist=data["therapist"].where(data["arm"] == "b", data["patient"])))
    pd.testing.assert_frame_equal(effects(fit).frame, effects(by_hand).frame)
    assert "14 subjects without one count as clusters of their own" in " ".join(fit.notes)


def test_bootstrap_draws_whole_clusters():
    fit = fitted(clinic(["a", "b"] * 5))
    found = patient_bootstrap(fit, lambda again: effects(again).frame, 60, seed=3, strata="arm")
    assert found.kind == "clusters"
    table = found.to_frame()
    plain = patient_bootstrap(
        fitted(fit.design.frame, cluster=None), lambda again: effects(again).frame, 60, seed=3
    )
    # Ten therapists: the bootstrap's errors are a tenth too small, and vary by a tenth with 60 replicates.
    assert table["std_error"].to_numpy() == pytest.approx(
        effects(fit).frame["std_error"].to_numpy(), rel=0.35
    )
    assert (table["std_error"] > 1.1 * plain.to_frame()["std_error"]).all()
    frame = next(_resampled(fit, 1, 4, "arm"))
    whole = fit.design.frame.groupby("therapist")["patient"].nunique()
    assert set(frame.groupby("therapist")["patient"].nunique()) <= set(whole)
    assert frame["therapist"].nunique() == 10


def test_strata_that_cut_through_clusters_are_refused():
    with pytest.raises(ModelError, match="'arm' changes within clusters"):
        patient_bootstrap(fitted(clinic(["ab"] * 4)), lambda fit: fit.coefficients, 2, seed=1, strata="arm")


def test_leaving_clusters_out_is_fitting_without_them():
    data = clinic(["ab", "a", "b", "ab"])
    fit = fitted(data)
    without = list(leave_clusters_out(fit))
    assert len(without) == 4
    again = fitted(data[data["therapist"] != "T2"])
    np.testing.assert_allclose(without[2].coefficients, again.inference.coefficients, rtol=1e-4, atol=1e-5)
    with pytest.raises(ModelError, match="no clusters to leave out"):
        next(leave_clusters_out(fitted(data, cluster=None)))


def test_what_takes_patients_for_independent_is_refused_with_clusters():
    fit = fitted(clinic(["ab"] * 4))
    with pytest.raises(ModelError, match="draws whole clusters"):
        parametric_bootstrap(fit, lambda again: again.coefficients, 2, seed=1)
    with pytest.raises(ModelError, match="says too much of fits with clusters"):
        likelihood_ratio_test(fit, fit)
