"""Restricted and full likelihood against the normal density written out, and against their own differences."""

import numpy as np
import pytest
from scipy import stats

from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.likelihood import GrowthLikelihood

SETTINGS = {
    "intercept": {"random": "1"},
    "slope": {"random": "1 + week"},
    "ml": {"random": "1 + week", "reml": False},
    "uncorrelated": {"random": "1 + week", "correlated": False},
    "cluster": {"random": "1 + week", "cluster": "cause"},
    "car1": {"random": "1 + week", "residual": "car1", "time": "week"},
    "car1, cluster, ml": {
        "random": "1",
        "residual": "car1",
        "time": "week",
        "cluster": "cause",
        "reml": False,
    },
}


@pytest.fixture(params=SETTINGS)
def model(request, make):
    fit = growth("change ~ baseline + arm * week", make(m=5), subject="patient", **SETTINGS[request.param])
    return fit.engine.state.model


def test_derivatives_are_those_of_the_value(model):
    theta = model.layout.start * 0.8 + np.linspace(0.1, 0.3, model.layout.n)
    _, gradient, hessian = model.objective(theta)
    step = 1e-5
    points = [(model.objective(theta + u), model.objective(theta - u)) for u in step * np.eye(len(theta))]
    # The rounding of values near 300 over a step of 1e-5.
    np.testing.assert_allclose(gradient, [(up[0] - down[0]) / (2 * step) for up, down in points], atol=1e-6)
    np.testing.assert_allclose(hessian, [(up[1] - down[1]) / (2 * step) for up, down in points], atol=1e-6)


def test_full_likelihood_is_the_normal_density(make):
    fit = growth("change ~ baseline + arm * week", make(), subject="patient", random="1 + week", reml=False)
    z = np.column_stack([np.ones(fit.design.n_observations), fit.design.frame["week"]])
    same = fit.design.subject_codes[:, None] == fit.design.subject_codes[None]
    v = same * (z @ fit.covariance.to_numpy() @ z.T) + fit.engine.state.sigma2 * np.eye(len(z))
    density = stats.multivariate_normal.logpdf(fit.design.y, fit.fitted, v)
    assert fit.log_likelihood == pytest.approx(density, abs=1e-9)


def test_restricted_likelihood_is_the_density_of_error_contrasts(make):
    """The density of A'y, A an orthonormal basis of what X leaves; lme4 counts log|X'X| besides."""
    fit = growth("change ~ baseline + arm * week", make(), subject="patient", random="1 + week")
    x, y = fit.design.x, fit.design.y
    z = np.column_stack([np.ones(len(y)), fit.design.frame["week"]])
    same = fit.design.subject_codes[:, None] == fit.design.subject_codes[None]
    v = same * (z @ fit.covariance.to_numpy() @ z.T) + fit.engine.state.sigma2 * np.eye(len(y))
    contrasts = np.linalg.qr(x, mode="complete")[0][:, x.shape[1] :]
    density = stats.multivariate_normal.logpdf(contrasts.T @ y, None, contrasts.T @ v @ contrasts)
    shift = np.linalg.slogdet(x.T @ x)[1] / 2
    assert fit.log_likelihood == pytest.approx(density - shift, abs=1e-9)


def test_expected_information_is_the_mean_of_the_observed(make):
    """Over outcomes drawn from the model, half the Hessian by all parameters averages to the expected information."""
    fit = growth("change ~ baseline + arm * week", make(n=60), subject="patient", random="1 + week")
    state = fit.engine.state
    expected = state.likelihood.expected_information
    rng = np.random.default_rng(1)
    observed = []
    for _ in range(200):
        drawn = fit.design.frame.assign(change=fit.fitted + fit.engine.draw(rng))
        model = fit.refit(drawn).engine.state.model
        likelihood = model.at(state.theta)
        truth = state.sigma2 / model.prepared.scale**2
        observed.append(_hessian_at(likelihood, truth) / 2)
    error = np.std(observed, axis=0) / np.sqrt(200)
    # Ten distinct entries: four Monte Carlo errors.
    assert (np.abs(np.mean(observed, axis=0) - expected) < 4 * error + 1e-9).all()


def _hessian_at(likelihood: GrowthLikelihood, sigma2: float) -> np.ndarray:
    """Second derivatives at a residual variance that isn't profiled: only the data part scales."""
    reml_part = GrowthLikelihood(likelihood.terms, likelihood.n_rows, True)
    data_part = (reml_part.full_hessian - _without_data(reml_part)) * reml_part.sigma2 / sigma2
    return _without_data(reml_part) + data_part


def _without_data(likelihood: GrowthLikelihood) -> np.ndarray:
    """The part of the Hessian that doesn't depend on the outcome: minus twice the expected information for V."""
    free = -2 * likelihood.expected_information
    free[-1] = free[:, -1] = 0
    return free
