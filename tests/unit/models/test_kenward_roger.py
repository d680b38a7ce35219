"""Kenward-Roger against its definition, against exact tests, and against Satterthwaite in disguise."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from dnoutcomes.models import joint_test, mmrm
from dnoutcomes.models.kenward_roger import in_cholesky_parameters, kenward_roger_vcov

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.mark.parametrize(
    "settings",
    [{}, {"covariance": "ar1h"}, {"covariance": "toep"}, {"weights": "weight"}],
    ids=str,
)
def test_covariance_is_that_of_the_definition(trial, dense_of, settings):
    fit = mmrm("change ~ baseline + arm * visit", trial, **KEYS, **settings)
    engine, maximum, known = (fit.details[key] for key in ("engine", "maximum", "uncertainty"))
    scale = engine.standardised.scale**2
    parameters, theta = maximum.parameters, maximum.theta
    derivatives = parameters.structure.dsigma(theta, parameters.times) * scale
    sigma = maximum.sigma[0] * scale
    vcov, slopes = dense_of(fit).kenward_roger(sigma, derivatives, known.theta_vcov)
    assert_allclose(known.vcov, vcov, rtol=1e-8, atol=1e-14)
    assert_allclose(known.vcov_derivatives, slopes, atol=1e-8)


def test_complete_two_visit_data_give_the_paired_t_test():
    rng = np.random.default_rng(7)
    values = rng.normal(size=(9, 2)) + rng.normal(size=(9, 1)) + [0.0, 0.8]
    frame = pd.DataFrame(
        {"patient": np.repeat(np.arange(9), 2), "visit": ["W04", "W12"] * 9, "pain": values.ravel()}
    )
    row = mmrm("pain ~ visit", frame, **KEYS).tidy().iloc[1]
    paired = stats.ttest_rel(values[:, 1], values[:, 0])
    assert_allclose(
        [row["statistic"], row["df"], row["p_value"]], [paired.statistic, 8, paired.pvalue], rtol=1e-9
    )


def test_complete_data_give_hotellings_test():
    """All visits of one group equal: Kenward and Roger's F is then exactly Hotelling's, with its df."""
    rng = np.random.default_rng(8)
    n, m = 12, 4
    values = rng.normal(size=(n, m)) @ (np.eye(m) + 0.5) + [0.0, 0.4, 0.5, 0.9]
    frame = pd.DataFrame(
        {
            "patient": np.repeat(np.arange(n), m),
            "visit": np.tile(np.arange(m).astype(str), n),
            "pain": values.ravel(),
        }
    )
    test = joint_test(mmrm("pain ~ visit", frame, **KEYS), "visit")
    differences = np.diff(values, axis=1)
    mean, k = differences.mean(axis=0), m - 1
    hotelling = n * mean @ np.linalg.solve(np.cov(differences.T), mean)
    assert_allclose(test.statistic, hotelling * (n - k) / (k * (n - 1)), rtol=1e-8)
    assert_allclose([test.df_num, test.df_denom], [k, n - k], rtol=1e-8)


def test_it_is_not_satterthwaite_in_disguise(make):
    frame = make(n=16, missing=0.25, seed=3)
    kr, satterthwaite = (
        mmrm("change ~ baseline + arm * visit", frame, df=df, **KEYS)
        for df in ("kenward-roger", "satterthwaite")
    )
    ratio = kr.tidy()["std_error"] / satterthwaite.tidy()["std_error"]
    assert (ratio > 1.0005).all()
    assert_allclose(kr.tidy()["df"], satterthwaite.tidy()["df"], rtol=1e-12)
    one, other = (joint_test(fit, "arm:visit") for fit in (kr, satterthwaite))
    assert abs(one.df_denom - other.df_denom) > 0.1
    assert one.statistic < other.statistic
    assert max(one.df_denom, kr.tidy()["df"].max()) <= kr.design.n_observations


@pytest.mark.parametrize("covariance", ["us", "ar1", "csh"])
def test_the_linear_form_does_not_depend_on_the_parameters(trial, covariance):
    """Any linear change of the parameters leaves the sum over them as it is."""
    fit = mmrm("change ~ arm * visit", trial, covariance=covariance, **KEYS)
    maximum, known = fit.details["maximum"], fit.details["uncertainty"]
    turn = np.eye(len(maximum.theta)) + 0.3 * np.random.default_rng(0).normal(size=(len(maximum.theta),) * 2)
    turned = type(maximum)(
        maximum.parameters,
        maximum.theta,
        maximum.at,
        maximum.gradient,
        maximum.hessian,
        np.tensordot(turn.T, maximum.slopes[0], axes=1)[None],
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
    maximum, known = fit.details["maximum"], fit.details["uncertainty"]
    other = in_cholesky_parameters(maximum)
    assert_allclose(other.sigma, maximum.sigma, rtol=1e-12)
    vcov = kenward_roger_vcov(other, 2 * np.linalg.inv(other.hessian))
    assert_allclose(vcov, kenward_roger_vcov(maximum, known.theta_vcov), rtol=1e-6, atol=1e-14)
