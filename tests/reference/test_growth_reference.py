"""Growth models against lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2 and nlme 3.1-162.

reference.json and growth_reference.json hold their numbers for sessions.csv (make_reference.R,
make_growth_reference.R). lme4 was run with bobyqa to a radius of 1e-11 and agrees with our maximum to 1e-11 in the
log-likelihood, which leaves about 1e-7 of a standard error in its estimates: they flatten out at the square root of
the precision of the criterion. Every tolerance below that is wider says why.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.random_effects import random_effects
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.joint_tests import joint_test

HERE = Path(__file__).parent
FORMULA = "pain ~ baseline + arm * cause * week"

FITS: dict[str, dict[str, Any]] = {
    "(1|patient) REML": {"random": "1"},
    "(1|patient) ML": {"random": "1", "reml": False},
    "(1 + week|patient) REML": {"random": "1 + week"},
    "(1 + week|patient) ML": {"random": "1 + week", "reml": False},
    "(1+week||patient) REML": {"random": "1 + week", "correlated": False},
    "(1+week|patient)+(1|therapist) REML": {"random": "1 + week", "cluster": "therapist"},
}
MORE_FITS: dict[str, tuple[str, dict[str, Any]]] = {
    "joint": ("pain ~ baseline + arm * period", {"random": "1 + week"}),
    "joint_cluster": ("pain ~ baseline + arm * period", {"random": "1 + week", "cluster": "therapist"}),
    "piecewise": ("pain ~ baseline + arm * (early + late)", {"random": "1 + early + late"}),
    "partially_nested": (
        "pain ~ baseline + arm * week",
        {"random": "1 + week", "cluster": "therapist", "cluster_within": {"arm": "needling"}},
    ),
    "singular": ("quiet ~ arm * week", {"random": "1 + week"}),
    "singular_intercept": ("quiet ~ baseline + arm * week", {"random": "1"}),
}
INTERACTION = ["arm[T.needling]:period[T.middle]", "arm[T.needling]:period[T.late]"]
REML_FITS = [name for name, settings in FITS.items() if settings.get("reml", True)]


@cache
def reference() -> dict[str, Any]:
    return dict(json.loads((HERE / "reference.json").read_text())["sessions"])


@cache
def more_reference() -> dict[str, Any]:
    return dict(json.loads((HERE / "growth_reference.json").read_text()))


@cache
def sessions() -> pd.DataFrame:
    data = pd.read_csv(HERE / "sessions.csv")
    data["arm"] = pd.Categorical(data["arm"], ["standard", "needling"])
    data["early"] = data["week"].clip(upper=4)
    data["late"] = (data["week"] - 4).clip(lower=0)
    data["period"] = pd.cut(data["week"], [-np.inf, 3, 6, np.inf], labels=["early", "middle", "late"])
    data["wave"] = data["pain"] + np.sin(data["day"] / 6 + pd.factorize(data["patient"])[0] + 1)
    data["quiet"] = (
        data["day"] % 7 + data["baseline"] + 0.05 * (1 + (data["arm"] == "needling")) * data["week"]
    )
    return data


@cache
def fitted(name: str, df: str) -> MixedModelFit:
    return growth(FORMULA, sessions(), subject="patient", df=df, **FITS[name])


@cache
def fitted_more(name: str, df: str) -> MixedModelFit:
    formula, settings = MORE_FITS[name]
    return growth(formula, sessions(), subject="patient", df=df, **settings)


def our_term(term: str) -> str:
    """armneedling:causediabetic is arm[T.needling]:cause[T.diabetic] here."""
    parts = term.replace("(Intercept)", "Intercept").split(":")
    return ":".join(re.sub(r"^(arm|cause|period)(.+)$", r"\1[T.\2]", part) for part in parts)


def coefficient_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    return table.set_index(table["term"].map(our_term))


def assert_same_coefficients(fit: MixedModelFit, rows: list[dict[str, Any]]) -> None:
    """Estimates to 1e-6 of a standard error and 1e-5 relative in se, 1e-3 in df; reached: 1e-7, 2e-7, 4e-6."""
    ours, theirs = fit.tidy().set_index("term"), coefficient_table(rows)
    theirs = theirs.loc[ours.index]
    assert (np.abs(ours["estimate"] - theirs["estimate"]) < 1e-6 * theirs["std_error"]).all()
    np.testing.assert_allclose(ours["std_error"], theirs["std_error"], rtol=1e-6)
    np.testing.assert_allclose(ours["df"], theirs["df"], rtol=1e-5)
    # p follows from estimate, error and df; in the far tail its relative error is that of t times t^2.
    np.testing.assert_allclose(ours["p_value"], theirs["p_value"], rtol=1e-4)


def assert_same_variances(fit: MixedModelFit, rows: list[dict[str, Any]]) -> None:
    """Standard deviations and correlations to 2e-6: half the digits of the criterion, as for estimates."""
    table = fit.details["variance_components"]
    for row in rows:
        if row["grp"] == "Residual":
            found = table[table["term_1"] == "variance"].iloc[0]
        else:
            group = row["grp"].split(".")[0]
            term = row["var1"].replace("(Intercept)", "Intercept")
            term = "Intercept" if group == "therapist" else term
            same = (table["group"] == group) & (table["term_1"] == term)
            same &= table["term_2"].isna() if row["var2"] is None else table["term_2"] == row["var2"]
            assert same.sum() == 1
            found = table[same].iloc[0]
        assert found["deviation"] == pytest.approx(row["sdcor"], rel=2e-6, abs=2e-6 if row["var2"] else 1e-9)


@pytest.mark.parametrize("name", FITS)
def test_log_likelihood_is_that_of_lme4(name: str) -> None:
    fit, theirs = fitted(name, "satterthwaite"), reference()[name]
    assert fit.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-9)
    assert fit.converged


@pytest.mark.parametrize("name", FITS)
def test_aic_counts_covariance_parameters_and_lme4_the_coefficients_too(name: str) -> None:
    fit, theirs = fitted(name, "satterthwaite"), reference()[name]
    uncounted = 2 * len(fit.coefficients) if fit.reml else 0
    assert fit.aic + uncounted == pytest.approx(theirs["aic"], abs=1e-8)


@pytest.mark.parametrize("name", FITS)
def test_satterthwaite_table_is_that_of_lmertest(name: str) -> None:
    assert_same_coefficients(fitted(name, "satterthwaite"), reference()[name]["satterthwaite"])


@pytest.mark.parametrize("name", REML_FITS)
def test_kenward_roger_table_is_that_of_pbkrtest(name: str) -> None:
    assert_same_coefficients(fitted(name, "kenward-roger"), reference()[name]["kenward_roger"])


@pytest.mark.parametrize("name", FITS)
def test_variance_components_are_those_of_lme4(name: str) -> None:
    fit = fitted(name, "satterthwaite")
    assert_same_variances(fit, reference()[name]["varcorr"])
    assert fit.details["singular"] is reference()[name]["singular"]


@pytest.mark.parametrize("name", REML_FITS)
@pytest.mark.parametrize("df", ["satterthwaite", "kenward-roger"])
def test_type_three_tests_are_those_of_lmertest(name: str, df: str) -> None:
    fit = fitted(name, df)
    for row in reference()[name][f"anova_{df.replace('-', '_')}"]:
        ours = joint_test(fit, row["term"])
        # An error of 1e-7 in t shows in a small F = t^2 as an absolute one.
        assert ours.statistic == pytest.approx(row["F value"], rel=1e-5, abs=1e-7)
        assert ours.df_num == row["NumDF"]
        assert ours.df_denom == pytest.approx(row["DenDF"], rel=1e-5)
        assert ours.p_value == pytest.approx(row["Pr(>F)"], rel=1e-4)


@pytest.mark.parametrize("name", REML_FITS)
def test_random_effects_are_those_of_lme4(name: str) -> None:
    effects = random_effects(fitted(name, "satterthwaite"))
    for group, theirs in reference()[name]["random_effects"].items():
        ours = effects[effects["group"] == group].pivot(index="level", columns="term", values="estimate")
        columns = theirs["cols"] if isinstance(theirs["cols"], list) else [theirs["cols"]]
        ours = ours.loc[theirs["rows"], [our_term(column) for column in columns]]
        # They move with the variances, so an error of 1e-7 in these shows.
        np.testing.assert_allclose(ours, theirs["values"], atol=2e-6)


@pytest.mark.parametrize("name", MORE_FITS)
@pytest.mark.parametrize("df", ["satterthwaite", "kenward-roger"])
def test_piecewise_nested_and_singular_fits_agree_too(name: str, df: str) -> None:
    fit, theirs = fitted_more(name, df), more_reference()[name]
    assert fit.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-9)
    assert fit.details["singular"] is theirs["singular"]
    assert_same_coefficients(fit, theirs[df.replace("-", "_")])
    assert_same_variances(fit, theirs["varcorr"])


@pytest.mark.parametrize("name", MORE_FITS)
def test_conditional_deviations_of_random_effects_agree(name: str) -> None:
    ours = random_effects(fitted_more(name, "satterthwaite"))
    theirs = pd.DataFrame(more_reference()[name]["random_effects"])
    theirs["term"] = theirs["term"].replace({"(Intercept)": "Intercept", "needling": "Intercept"})
    both = ours.merge(theirs, left_on=["group", "level", "term"], right_on=["grpvar", "grp", "term"])
    assert len(both) == len(ours) == len(theirs)
    np.testing.assert_allclose(both["estimate"], both["condval"], atol=2e-6)
    np.testing.assert_allclose(both["std_error"], both["condsd"], atol=1e-6)


@pytest.mark.parametrize("name", ["joint", "joint_cluster"])
@pytest.mark.parametrize("df", ["satterthwaite", "kenward-roger"])
def test_tests_of_two_degrees_of_freedom_agree(name: str, df: str) -> None:
    """The same rows as theirs: Satterthwaite's joint df (Fai and Cornelius) changes with their basis."""
    statistic, df_num, df_denom, _ = more_reference()[name]["joint"][df.replace("-", "_")]
    fit = fitted_more(name, df)
    rows = np.array([[float(term == wanted) for term in fit.inference.terms] for wanted in INTERACTION])
    ours = fit.inference.joint(rows)
    np.testing.assert_allclose(ours, (statistic, df_num, df_denom), rtol=1e-5)


def test_joint_kenward_roger_is_not_satterthwaite_in_disguise() -> None:
    ours = {
        df: joint_test(fitted_more("joint", df), "arm:period") for df in ("satterthwaite", "kenward-roger")
    }
    assert ours["kenward-roger"].df_denom < ours["satterthwaite"].df_denom - 10
    assert ours["kenward-roger"].statistic < ours["satterthwaite"].statistic


def test_autocorrelated_residuals_agree_with_nlme() -> None:
    theirs = reference()["slope + CAR1"]
    fit = growth(FORMULA, sessions(), subject="patient", random="1", residual="car1", time="week")
    found = fit.details["variance_components"].set_index("term_1")["estimate"]
    assert fit.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-7)
    # nlme stops at a relative change of 1e-7 in the criterion: half of those digits reach the estimates.
    assert found["phi"] == pytest.approx(theirs["phi"], rel=1e-3)
    assert np.sqrt(found["variance"]) == pytest.approx(theirs["sigma"], rel=1e-5)
    assert np.sqrt(found["Intercept"]) == pytest.approx(theirs["sd_patient"], rel=1e-5)
    ours = fit.tidy()
    table = pd.DataFrame(theirs["coefficients"])
    assert (np.abs(ours["estimate"] - table["Value"]) < 1e-5 * table["Std.Error"]).all()
    np.testing.assert_allclose(ours["std_error"], table["Std.Error"], rtol=1e-5)


def test_slope_with_clear_autocorrelation_agrees_with_nlme() -> None:
    theirs = more_reference()["slope_car1"]
    fit = growth(
        "wave ~ baseline + arm * week",
        sessions(),
        subject="patient",
        random="1 + week",
        residual="car1",
        time="week",
    )
    found = fit.details["variance_components"].set_index("term_1")["estimate"]
    assert fit.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-7)
    assert found["phi"] == pytest.approx(theirs["phi"], rel=1e-4)
    assert np.sqrt(found["variance"]) == pytest.approx(theirs["sigma"], rel=1e-5)
    np.testing.assert_allclose(fit.covariance, theirs["covariance"], rtol=2e-5)
    ours = fit.tidy()
    table = pd.DataFrame(theirs["coefficients"])
    assert (np.abs(ours["estimate"] - table["Value"]) < 1e-5 * table["Std.Error"]).all()
    np.testing.assert_allclose(ours["std_error"], table["Std.Error"], rtol=1e-5)
