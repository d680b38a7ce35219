import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.growth import growth

FORMULA = "change ~ baseline + arm * week"


@pytest.fixture
def fit(make):
    return growth(FORMULA, make(m=5), subject="patient", random="1 + week")


def test_coefficients_solve_the_equations_of_the_data(fit):
    state, design = fit.engine.state, fit.design
    z = np.column_stack([np.ones(design.n_observations), design.frame["week"]])
    same = design.subject_codes[:, None] == design.subject_codes[None]
    inverse = np.linalg.inv(same * (z @ fit.covariance.to_numpy() @ z.T) + state.sigma2 * np.eye(len(z)))
    vcov = np.linalg.inv(design.x.T @ inverse @ design.x)
    np.testing.assert_allclose(state.coefficients, vcov @ design.x.T @ inverse @ design.y, atol=1e-10)
    np.testing.assert_allclose(fit.model_vcov, vcov, atol=1e-12)
    residual = design.y - fit.fitted
    assert state.sigma2 == pytest.approx(state.sigma2 * (residual @ inverse @ residual) / (len(z) - 5))


def test_gradient_vanishes_and_hessian_is_positive(fit):
    state = fit.engine.state
    assert np.abs(state.minimum.gradient).max() < 1e-4
    assert np.linalg.eigvalsh(state.hessian).min() > 0


def test_no_other_start_does_better(fit):
    """A coarse grid over the unconstrained parameters."""
    state = fit.engine.state
    best = state.likelihood.minus2_log_likelihood
    values = np.linspace(-2, 2, 7)
    for a in values:
        for b in values:
            for c in values:
                assert state.model.objective(np.array([a, b, c]))[0] >= best - 1e-9


def test_what_cannot_be_computed_is_infinite(fit):
    value, gradient, hessian = fit.engine.state.model.objective(np.full(3, 1e200))
    assert value == np.inf
    assert np.isfinite(gradient).all()
    assert np.isfinite(hessian).all()


def test_an_outcome_on_each_patients_own_line_is_refused(make):
    data = make(m=5)
    number = data["patient"].str[1:].astype(float)
    line = data.assign(change=number + 0.1 * (number % 5) * data["week"])
    with pytest.raises(ModelError, match="the residual variance tends to 0"):
        growth("change ~ week", line, subject="patient", random="1 + week")
