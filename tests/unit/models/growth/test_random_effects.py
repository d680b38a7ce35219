"""Random effects against the formulas with whole matrices."""

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import mmrm
from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.random_effects import random_effects, require_growth

FORMULA = "change ~ baseline + arm * week"


@pytest.fixture
def data(make):
    data = make(n=30, m=5)
    return data.assign(
        change=data["change"] + data["cause"].map({"diabetic": 1.5, "other": 0.0, "traumatic": -1.5})
    )


def test_effects_and_errors_are_those_of_whole_matrices(data):
    fit = growth(FORMULA, data, subject="patient", random="1 + week", cluster="cause")
    state = fit.engine.state
    week = fit.design.frame["week"].to_numpy()
    z = np.zeros((len(week), 60))
    for row, patient in enumerate(fit.design.subject_codes):
        z[row, 2 * patient : 2 * patient + 2] = 1, week[row]
    labels = sorted(data["cause"].unique())
    z = np.column_stack([z, fit.design.frame["cause"].to_numpy()[:, None] == np.array(labels)])
    g = np.zeros((63, 63))
    for patient in range(30):
        g[2 * patient : 2 * patient + 2, 2 * patient : 2 * patient + 2] = fit.covariance
    g[60:, 60:] = state.cluster_variance * np.eye(3)
    v = z @ g @ z.T + state.sigma2 * np.eye(len(z))
    means = g @ z.T @ np.linalg.solve(v, fit.design.y - fit.fitted)
    errors = np.sqrt(np.diag(g - g @ z.T @ np.linalg.solve(v, z @ g)))
    effects = random_effects(fit)
    np.testing.assert_allclose(effects["estimate"], means, atol=1e-9)
    np.testing.assert_allclose(effects["std_error"], errors, rtol=1e-6)
    assert effects["level"].tolist() == [*np.repeat(fit.design.subject_labels, 2), *labels]
    assert effects["group"].unique().tolist() == ["patient", "cause"]


def test_a_model_without_variation_has_no_effects(make):
    rng = np.random.default_rng(4)
    data = make(n=30, m=5)
    data = data.assign(change=rng.normal(size=len(data)) - data["patient"].str[1:].astype(int) * 0)
    noise = data.groupby("patient")["change"].transform("mean")
    fit = growth("change ~ week", data.assign(change=data["change"] - noise), subject="patient", random="1")
    effects = random_effects(fit)
    assert fit.details["singular"]
    np.testing.assert_allclose(effects[["estimate", "std_error"]], 0, atol=1e-12)


def test_effects_shrink_towards_zero(data):
    """The random intercept is the mean residual of the patient times n D / (n D + s2), in a balanced model."""
    complete = data.assign(change=data["change"].fillna(0.0))
    fit = growth("change ~ week", complete, subject="patient", random="1")
    residual = complete["change"] - fit.fitted
    means = residual.groupby(complete["patient"].to_numpy(), sort=False).mean()
    d, s2 = fit.covariance.iloc[0, 0], fit.engine.state.sigma2
    np.testing.assert_allclose(random_effects(fit)["estimate"], means * 5 * d / (5 * d + s2))


def test_other_fits_have_no_random_effects(data):
    fit = mmrm("change ~ arm * visit", data, subject="patient", visit="visit", covariance="cs")
    with pytest.raises(ModelError, match="has no random effects; fit a growth model"):
        require_growth(fit)
