"""Kenward and Roger's covariance against its definition, in parameters of several kinds."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm
from dnoutcomes.models.mmrm.kenward_roger import in_cholesky_parameters, kenward_roger_vcov
from dnoutcomes.models.mmrm.slopes import GroupSlopes

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.mark.parametrize(
    "settings",
    [{}, {"covariance": "ar1h"}, {"covariance": "toep"}, {"weights": "weight"}],
    ids=str,
)
def test_covariance_is_that_of_the_definition(trial, dense_of, settings):
    fit = mmrm("change ~ baseline + arm * visit", trial, **KEYS, **settings)
    engine, maximum, known = (getattr(fit.engine, part) for part in ("data", "maximum", "uncertainty"))
    scale = engine.standardised.scale**2
    parameters, theta = maximum.parameters, maximum.theta
    derivatives = parameters.structure.dsigma(theta, parameters.times) * scale
    sigma = maximum.sigma[0] * scale
    vcov, slopes = dense_of(fit).kenward_roger(sigma, derivatives, known.theta_vcov)
    assert_allclose(known.vcov, vcov, rtol=1e-8, atol=1e-14)
    assert_allclose(known.vcov_derivatives, slopes, atol=1e-8)


@pytest.mark.parametrize("covariance", ["us", "ar1", "csh"])
def test_the_linear_form_does_not_depend_on_the_parameters(trial, covariance):
    """Any linear change of the parameters leaves the sum over them as it is."""
    fit = mmrm("change ~ arm * visit", trial, covariance=covariance, **KEYS)
    maximum, known = fit.engine.maximum, fit.engine.uncertainty
    turn = np.eye(len(maximum.theta)) + 0.3 * np.random.default_rng(0).normal(size=(len(maximum.theta),) * 2)
    turned = type(maximum)(
        maximum.parameters,
        maximum.theta,
        maximum.at,
        maximum.gradient,
        maximum.hessian,
        GroupSlopes(np.tensordot(turn.T, maximum.slopes.values[0], axes=1)[None]),
        np.tensordot(turn.T, maximum.p_matrices, axes=1),
        maximum.decrement,
        maximum.evaluations,
    )
    back = np.linalg.inv(turn)
    assert_allclose(
        kenward_roger_vcov(turned, back @ known.theta_vcov @ back.T),
        kenward_roger_vcov(maximum, known.theta_vcov),
        rtol=1e-9,
        atol=1e-15,
    )


def test_the_cholesky_form_keeps_second_derivatives(trial):
    linear, cholesky = (
        mmrm("change ~ arm * visit", trial, df=df, **KEYS)
        for df in ("kenward-roger", "kenward-roger-cholesky")
    )
    assert (np.abs(linear.tidy()["std_error"] / cholesky.tidy()["std_error"] - 1) > 1e-5).any()
    assert "Cholesky" in cholesky.inference.method
    assert "linear" in linear.inference.method


def test_both_forms_of_the_parameters_are_one_fit(trial):
    fit = mmrm("change ~ baseline + arm * visit", trial, **KEYS)
    maximum, known = fit.engine.maximum, fit.engine.uncertainty
    other = in_cholesky_parameters(maximum)
    assert_allclose(other.sigma, maximum.sigma, rtol=1e-12)
    vcov = kenward_roger_vcov(other, 2 * np.linalg.inv(other.hessian))
    assert_allclose(vcov, kenward_roger_vcov(maximum, known.theta_vcov), rtol=1e-6, atol=1e-14)
