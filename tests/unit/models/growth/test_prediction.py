"""Predictions and their errors against whole matrices, and by simulation."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.prediction import predict_growth, predicted_course

FORMULA = "change ~ baseline + arm * week"


@pytest.fixture
def data(make):
    data = make(n=30, m=5)
    return data.assign(
        change=data["change"] + data["cause"].map({"diabetic": 1.5, "other": 0.0, "traumatic": -1.5})
    )


@pytest.fixture(params=["patients only", "with clusters", "partial clusters"])
def fit(request, data):
    clusters = {
        "patients only": {},
        "with clusters": {"cluster": "cause"},
        "partial clusters": {"cluster": "cause", "cluster_within": {"arm": "needling"}},
    }
    return growth(FORMULA, data, subject="patient", random="1 + week", **clusters[request.param])


def random_covariance(fit, left, right):
    """Covariance of the random parts of two sets of rows."""

    def z(frame):
        return np.column_stack([np.ones(len(frame)), frame["week"]])

    same = left["patient"].to_numpy()[:, None] == right["patient"].to_numpy()[None]
    covariance = same * (z(left) @ fit.covariance.to_numpy() @ z(right).T)
    clusters = fit.engine.state.model.prepared.clusters
    if clusters is not None:
        together = left["cause"].to_numpy()[:, None] == right["cause"].to_numpy()[None]
        if clusters.within:
            together &= (left["arm"] == "needling").to_numpy()[:, None] & (
                right["arm"] == "needling"
            ).to_numpy()[None]
        covariance = covariance + fit.engine.state.cluster_variance * together
    return covariance


@pytest.mark.parametrize("new_session", [False, True])
def test_predictions_are_the_best_linear_unbiased_ones(fit, data, new_session):
    """Known patients at new times, a new patient of a known cluster, and one of a new cluster."""
    wanted = data.iloc[[0, 7, 40, 100]].assign(week=[0.0, 8.0, 30.0, 4.0])
    new = wanted.iloc[:2].assign(patient=["new 1", "new 2"], cause=["other", "unheard of"])
    frame = pd.concat([wanted, new], ignore_index=True)
    used, sigma2 = fit.design.frame, fit.engine.state.sigma2
    v = random_covariance(fit, used, used) + sigma2 * np.eye(len(used))
    between = random_covariance(fit, frame, used)
    x, y = fit.design.x, fit.design.y
    beta = fit.coefficients.to_numpy()
    target = fit.design.matrix(frame)
    weights = np.linalg.solve(v, between.T).T
    left = target - weights @ x
    error = np.diag(random_covariance(fit, frame, frame) - weights @ between.T)
    error = error + np.einsum("ix,xy,iy->i", left, fit.model_vcov, left) + sigma2 * new_session
    found = predict_growth(fit, frame, new_session=new_session)
    np.testing.assert_allclose(found["estimate"], target @ beta + weights @ (y - x @ beta), atol=1e-9)
    np.testing.assert_allclose(found["std_error"], np.sqrt(error), rtol=1e-7)
    assert found["known"].tolist() == [True] * 4 + [False] * 2
    half = 1.959963984540054 * found["std_error"]
    np.testing.assert_allclose(found["conf_high"] - found["estimate"], half)
    np.testing.assert_allclose(found["estimate"] - found["conf_low"], half)


def test_without_random_effects_the_course_of_the_arm_has_the_inference_of_the_fit(fit, data):
    frame = data.iloc[[0, 7]]
    found = predict_growth(fit, frame, patients=False)
    x = fit.design.matrix(frame)
    np.testing.assert_allclose(found["estimate"], x @ fit.coefficients)
    np.testing.assert_allclose(
        found["std_error"], np.sqrt(np.einsum("ix,xy,iy->i", x, fit.inference.vcov, x))
    )
    # A t interval is wider than the normal one, by a quantile at the df of the fit.
    assert ((found["conf_high"] - found["estimate"]) / found["std_error"] > 1.97).all()
    assert found.index.tolist() == frame.index.tolist()


def test_course_of_a_patient_is_the_prediction_at_these_times(fit):
    patient = fit.design.subject_labels[3]
    course = predicted_course(fit, patient, {"week": [0, 6, 52]})
    rows = fit.design.frame[fit.design.frame["patient"] == patient].iloc[[0, 0, 0]].assign(week=[0, 6, 52])
    np.testing.assert_allclose(course["estimate"], predict_growth(fit, rows)["estimate"])
    assert course["week"].tolist() == [0, 6, 52]
    assert course["std_error"].iloc[2] > course["std_error"].iloc[1]
    wider = predicted_course(fit, patient, {"week": [0, 6, 52]}, new_session=True)
    np.testing.assert_allclose(wider["std_error"] ** 2, course["std_error"] ** 2 + fit.engine.state.sigma2)


def test_intervals_cover_the_sessions_to_come(make):
    """Hold each patient's last session back: 95 % of them lie within the interval of a new session."""
    rng = np.random.default_rng(5)
    patient, week = np.repeat(np.arange(400), 5), np.tile(np.arange(5.0), 400)
    own = rng.multivariate_normal([5, -0.4], [[1.0, -0.1], [-0.1, 0.06]], 400)[patient]
    data = pd.DataFrame({"patient": patient, "week": week})
    data["pain"] = own[:, 0] + own[:, 1] * week + rng.normal(0, 0.7, 2000)
    fit = growth("pain ~ week", data[data["week"] < 4], subject="patient", random="1 + week")
    held = data[data["week"] == 4]
    found = predict_growth(fit, held, new_session=True)
    inside = held["pain"].between(found["conf_low"], found["conf_high"]).mean()
    # Four binomial errors at 400 patients.
    assert abs(inside - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 400)
    course_only = predict_growth(fit, held)
    assert held["pain"].between(course_only["conf_low"], course_only["conf_high"]).mean() < 0.9


def test_factors_of_the_random_part_are_coded_as_in_the_fit(make):
    rng = np.random.default_rng(6)
    data = make(n=40, m=6, missing=0.0)
    data["phase"] = np.where(data["week"] > 12, "late", "early")
    data["change"] += (data["phase"] == "late") * rng.normal(0, 1, 40)[data["patient"].str[1:].astype(int)]
    fit = growth("change ~ arm * phase", data, subject="patient", random="1 + phase")
    one = data.iloc[[5]]
    alone, together = predict_growth(fit, one), predict_growth(fit, data)
    np.testing.assert_allclose(alone["estimate"], together["estimate"].iloc[[5]])


def test_what_is_missing_is_named(fit, data):
    with pytest.raises(ModelError, match="no patient 'P999'"):
        predicted_course(fit, "P999", {"week": [1]})
    with pytest.raises(ModelError, match=r"`at` names \['month'\]"):
        predicted_course(fit, "P000", {"month": [1]})
    with pytest.raises(
        ModelError, match="no column 'patient'; patients=False predicts the course of the arm"
    ):
        predict_growth(fit, data.drop(columns="patient"))
    with pytest.raises(ModelError, match="no column 'week'"):
        predict_growth(fit, data.drop(columns="week"))


def test_combinations_that_cannot_be_estimated_are_refused(data):
    only = data[~((data["cause"] == "other") & (data["arm"] == "needling"))]
    fit = growth("change ~ arm * cause + week", only, subject="patient", random="1")
    wanted = only.iloc[[0]].assign(cause="other", arm="needling")
    with pytest.raises(ModelError, match="1 rows ask for combinations that the data can't estimate"):
        predict_growth(fit, wanted)
