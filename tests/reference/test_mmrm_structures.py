"""Every covariance structure against R's mmrm 0.3.18, polished by Newton steps (make_reference.R)."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm

FORMULAS = {
    "trial": "change ~ baseline * visit + age + sex + arm * cause * visit",
    "small_trial": "change ~ baseline + arm * visit",
}
STRUCTURES = ["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh"]

# The polished reference has a gradient of about 1e-11, so that only its print-out and our own convergence
# (a promised gain below 1e-16) are left: log-likelihood to rounding, the rest to the square root of that.
LOG_LIKELIHOOD = 1e-10
ESTIMATE = 5e-6
STD_ERROR = 1e-6
DF = 1e-6
COVARIANCE = 1e-5


def fitted(reference_data, name, **settings):
    return mmrm(FORMULAS[name], reference_data(name), subject="patient", visit="visit", **settings)


def assert_coefficients(both):
    assert_allclose(both["estimate"], both["estimate_reference"], rtol=ESTIMATE)
    assert_allclose(both["std_error"], both["std_error_reference"], rtol=STD_ERROR)
    assert_allclose(both["df"], both["df_reference"], rtol=DF)
    # A p-value moves by |t| times the relative error of the statistic, at most about 20 here.
    assert_allclose(both["p_value"], both["p_value_reference"], rtol=1e-4)


def assert_joint(found, expected):
    statistic, df_num, df_denom = found
    assert df_num == expected["num_df"]
    assert_allclose(statistic, expected["f_stat"], rtol=1e-5)
    assert_allclose(df_denom, expected["denom_df"], rtol=DF)


@pytest.mark.parametrize("covariance", STRUCTURES)
@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize(
    ("df", "key"),
    [("satterthwaite", "satterthwaite"), ("kenward-roger", "kenward_roger")],
    ids=lambda value: value,
)
def test_reml_inference(reference, reference_data, beside, joint_of_terms, name, covariance, df, key):
    expected = reference[name][covariance][key]
    fit = fitted(reference_data, name, covariance=covariance, df=df)
    assert_coefficients(beside(fit, expected["coefficients"]))
    test = expected["test_arm_by_cause_and_visit"]
    assert_joint(joint_of_terms(fit, test["terms"]), test)


@pytest.mark.parametrize("covariance", STRUCTURES)
@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("reml", [True, False], ids=["REML", "ML"])
def test_likelihood_and_covariance(reference, reference_data, name, covariance, reml):
    expected = reference[name][covariance]["satterthwaite" if reml else "ml"]
    fit = fitted(reference_data, name, covariance=covariance, df="satterthwaite", reml=reml)
    glance = fit.glance().iloc[0]
    assert_allclose(glance["log_likelihood"], expected["log_likelihood"], rtol=LOG_LIKELIHOOD)
    assert glance["n_covariance_parameters"] == expected["n_theta"]
    assert (glance["n_subjects"], glance["n_observations"]) == (expected["n_subjects"], expected["n_obs"])
    assert_allclose(fit.covariance, expected["covariance"]["values"], rtol=COVARIANCE)
    # mmrm never counts the coefficients; we do for ML, where they are maximised over.
    extra = 0 if reml else glance["n_coefficients"]
    assert_allclose(glance["aic"], expected["aic"] + 2 * extra, rtol=LOG_LIKELIHOOD)
    assert_allclose(
        glance["bic"], expected["bic"] + np.log(expected["n_subjects"]) * extra, rtol=LOG_LIKELIHOOD
    )


@pytest.mark.parametrize("covariance", STRUCTURES)
@pytest.mark.parametrize("name", FORMULAS)
def test_ml_inference(reference, reference_data, beside, name, covariance):
    fit = fitted(reference_data, name, covariance=covariance, df="satterthwaite", reml=False)
    assert_coefficients(beside(fit, reference[name][covariance]["ml"]["coefficients"]))


@pytest.mark.parametrize("name", FORMULAS)
def test_kenward_roger_in_cholesky_parameters(reference, reference_data, beside, joint_of_terms, name):
    expected = reference[name]["us"]["kenward_roger_mmrm_default"]
    fit = fitted(reference_data, name, df="kenward-roger-cholesky")
    assert_coefficients(beside(fit, expected["coefficients"]))
    test = expected["test_arm_by_cause_and_visit"]
    assert_joint(joint_of_terms(fit, test["terms"]), test)


@pytest.mark.parametrize("kind", ["CR0", "CR2", "CR3"])
@pytest.mark.parametrize("name", FORMULAS)
def test_empirical_covariance(reference, reference_data, beside, joint_of_terms, name, kind):
    expected = reference[name][f"us_{kind}"]
    fit = fitted(reference_data, name, df="satterthwaite", errors=kind.lower())
    assert_coefficients(beside(fit, expected["coefficients"]))
    test = expected["test_arm_by_cause_and_visit"]
    assert_joint(joint_of_terms(fit, test["terms"]), test)


@pytest.mark.parametrize("name", FORMULAS)
def test_between_within(reference, reference_data, beside, joint_of_terms, name):
    expected = reference[name]["us_between_within"]
    fit = fitted(reference_data, name, df="between-within")
    assert_coefficients(beside(fit, expected["coefficients"]))
    test = expected["test_arm_by_cause_and_visit"]
    assert_joint(joint_of_terms(fit, test["terms"]), test)


@pytest.mark.parametrize(
    ("key", "settings"), [("us_by_arm", {"group": "arm"}), ("us_weighted", {"weights": "weight"})], ids=str
)
@pytest.mark.parametrize(
    ("df", "which"), [("satterthwaite", "satterthwaite"), ("kenward-roger", "kenward_roger")], ids=str
)
def test_groups_and_weights(reference, reference_data, beside, joint_of_terms, key, settings, df, which):
    expected = reference["trial"][key][which]
    fit = fitted(reference_data, "trial", df=df, **settings)
    assert_coefficients(beside(fit, expected["coefficients"]))
    test = expected["test_arm_by_cause_and_visit"]
    assert_joint(joint_of_terms(fit, test["terms"]), test)
    if which == "satterthwaite":
        assert_allclose(fit.log_likelihood, expected["log_likelihood"], rtol=LOG_LIKELIHOOD)
        frames = fit.covariance if isinstance(fit.covariance, dict) else {"values": fit.covariance}
        for level, frame in frames.items():
            values = expected["covariance"][level]
            assert_allclose(frame, values["values"] if isinstance(values, dict) else values, rtol=COVARIANCE)
