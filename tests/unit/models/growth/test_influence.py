"""Leaving patients out by formula, against least squares without their rows at the same covariance."""

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, ls_means, mmrm
from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.influence import growth_influence
from dnoutcomes.models.influence import influence

FORMULA = "change ~ baseline + arm * week"
SETTINGS = {
    "slope": {"random": "1 + week"},
    "cluster": {"random": "1 + week", "cluster": "cause"},
    "car1": {"random": "1", "residual": "car1", "time": "week"},
}


@pytest.fixture(params=SETTINGS)
def fit(request, make):
    data = make(n=20, m=5).sample(frac=1, random_state=1)
    lasting = data["cause"].map({"diabetic": 1.5, "other": 0.0, "traumatic": -1.5})
    data["change"] += lasting + np.sin(data["week"] / 3 + data["baseline"])
    return growth(FORMULA, data, subject="patient", **SETTINGS[request.param])


def covariance(fit):
    frame, state = fit.design.frame, fit.engine.state
    week = frame["week"].to_numpy()
    z = np.column_stack([np.ones(len(week)), week])[:, : len(fit.covariance)]
    same = fit.design.subject_codes[:, None] == fit.design.subject_codes[None]
    phi = state.residual_facts.get("phi")
    residual = np.eye(len(week)) if phi is None else phi ** np.abs(week[:, None] - week[None])
    v = same * (z @ fit.covariance.to_numpy() @ z.T + state.sigma2 * residual)
    together = (
        frame["cause"].to_numpy()[:, None] == frame["cause"].to_numpy()[None] if "cause" in frame else 0
    )
    return v + state.cluster_variance * together


def test_coefficients_are_those_without_the_patient(fit):
    found = growth_influence(fit)
    x, y, v = fit.design.x, fit.design.y, covariance(fit)
    for patient in range(fit.design.n_subjects):
        rows = fit.design.subject_codes != patient
        inverse = np.linalg.inv(v[np.ix_(rows, rows)])
        expected = np.linalg.solve(x[rows].T @ inverse @ x[rows], x[rows].T @ inverse @ y[rows])
        np.testing.assert_allclose(found.coefficients[patient], expected, atol=1e-8)
        move = fit.coefficients.to_numpy() - expected
        distance = move @ np.linalg.solve(fit.model_vcov, move) / len(move)
        assert found.frame["cooks_distance"].iloc[patient] == pytest.approx(distance, rel=1e-6)


def test_leverages_add_up_to_the_coefficients(fit):
    """The trace of X F X'V^-1."""
    found = growth_influence(fit).frame
    assert found["leverage"].sum() == pytest.approx(5)
    hat = fit.design.x @ fit.model_vcov @ fit.design.x.T @ np.linalg.inv(covariance(fit))
    by_patient = np.bincount(fit.design.subject_codes, np.diag(hat))
    np.testing.assert_allclose(found["leverage"], by_patient, atol=1e-9)
    assert found["row"].tolist() == fit.design.frame.drop_duplicates("patient").index.tolist()


def test_change_of_an_effect_is_in_its_standard_errors(fit):
    difference = contrast(ls_means(fit, "arm", at={"week": 12.0}))
    found = growth_influence(fit, difference)
    moved = (found.coefficients - fit.coefficients.to_numpy()) @ difference.functions[0]
    np.testing.assert_allclose(found.frame["change"], moved, atol=1e-9)
    in_errors = moved / difference.frame["std_error"].iloc[0]
    np.testing.assert_allclose(found.frame["change_in_std_errors"], in_errors, atol=1e-8)
    with pytest.raises(ModelError, match="name one effect"):
        growth_influence(fit, ls_means(fit, "arm"))


def test_an_mmrm_with_the_same_covariance_gives_the_same_influence(make):
    """Compound symmetry is a random intercept."""
    data = make(n=20, m=4)
    one = growth_influence(growth(FORMULA, data, subject="patient", random="1")).frame
    other = influence(mmrm(FORMULA, data, subject="patient", visit="visit", covariance="cs")).frame
    np.testing.assert_allclose(one["cooks_distance"], other["cooks_distance"], rtol=1e-4)
    np.testing.assert_allclose(one["leverage"], other["leverage"], rtol=1e-4)


def test_a_patient_without_whom_nothing_can_be_estimated_is_marked(make):
    data = make(n=20, m=5)
    data["place"] = np.where(data["patient"] == "P003", "alone", "elsewhere")
    fit = growth("change ~ place + week", data, subject="patient", random="1")
    found = growth_influence(fit)
    assert np.isnan(found.frame["cooks_distance"].iloc[3])
    assert np.isnan(found.coefficients[3]).all()
    assert found.frame["cooks_distance"].drop(index=3).notna().all()
    assert found.to_look_at().index[0] == 3


def test_influence_answers_a_growth_model_too(fit):
    assert influence(fit).frame.equals(growth_influence(fit).frame)
