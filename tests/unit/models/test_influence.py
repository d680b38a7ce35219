import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, influence, ls_means, mmrm

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture
def trial(make):
    frame = make(n=40, seed=9).sample(frac=1, random_state=1)
    frame.loc[frame["patient"] == "P007", "change"] += 8.0
    return frame


@pytest.fixture
def fit(trial):
    return mmrm("change ~ baseline + arm * visit", trial, **KEYS)


def test_coefficients_without_a_patient_are_those_of_the_rest(fit, dense_of):
    found = influence(fit)
    model, sigma = dense_of(fit), fit.covariance.to_numpy()
    inverse, vcov, coefficients = model.parts(sigma)
    for subject in (0, 7, 39):
        rest = fit.design.subject_codes != subject
        part = inverse[np.ix_(rest, rest)]
        x, y = model.x[rest], model.y[rest]
        expected = np.linalg.solve(x.T @ part @ x, x.T @ part @ y)
        assert_allclose(found.coefficients[subject], expected, rtol=1e-8)
        move = coefficients - expected
        distance = move @ np.linalg.solve(vcov, move) / len(move)
        assert_allclose(found.frame["cooks_distance"][subject], distance, rtol=1e-8)
    assert_allclose(found.frame["leverage"].sum(), len(coefficients))


def test_the_patient_who_stands_out_is_named_by_row(fit, trial):
    effect = contrast(ls_means(fit, "arm", by="visit")).where(visit="W12")
    found = influence(fit, effect)
    worst = found.to_look_at(1).iloc[0]
    assert trial.loc[worst["row"], "patient"] == "P007"
    assert "patient" not in found.frame.columns
    assert not found.frame.astype(str).isin(["P007"]).to_numpy().any()
    assert found.threshold == 4 / 40
    position = int(np.flatnonzero(found.frame["row"] == worst["row"])[0])
    moved = effect.functions[0] @ (found.coefficients[position] - fit.inference.coefficients)
    assert_allclose(worst["change"], moved, rtol=1e-9)
    assert_allclose(worst["change_in_std_errors"], moved / effect.frame["std_error"].item(), rtol=1e-9)


def test_a_patient_without_whom_nothing_can_be_said(trial):
    trial["odd"] = np.where(trial["patient"] == "P003", 1.0, 0.0)
    found = influence(mmrm("change ~ odd + visit", trial, **KEYS))
    alone = found.frame["cooks_distance"].isna()
    assert alone.sum() == 1
    assert found.to_look_at(1)["cooks_distance"].isna().all()


def test_one_effect_at_a_time(fit):
    with pytest.raises(ModelError, match=r"a single row of contrast.*got 3 rows"):
        influence(fit, contrast(ls_means(fit, "arm", by="visit")))
