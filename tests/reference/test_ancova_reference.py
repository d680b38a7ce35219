"""ANCOVA against R's lm and emmeans (reference.json, one_visit) and HC3 against statsmodels.

Least squares has one answer, so only rounding may differ: 1e-8 relative on everything that R printed.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.interaction import interaction_test
from dnoutcomes.compare.treatment_effects import treatment_effects
from dnoutcomes.models import ls_means

HERE = Path(__file__).parent
R = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))["one_visit"]
EXACT = 1e-8
COVARIATES = ["baseline", "age", "sex"]

# R writes treatment contrasts without brackets.
OURS = {
    "(Intercept)": "Intercept",
    "baseline": "baseline",
    "age": "age",
    "sexM": "sex[T.M]",
    "armneedling": "arm[T.needling]",
    "causediabetic": "cause[T.diabetic]",
    "armneedling:causediabetic": "arm[T.needling]:cause[T.diabetic]",
}


@pytest.fixture(scope="module")
def one_visit():
    data = pd.read_csv(HERE / "one_visit.csv")
    return data.assign(arm=pd.Categorical(data["arm"], ["standard", "needling"]))


@pytest.fixture(scope="module")
def fit(one_visit):
    return ancova(
        one_visit, outcome="pain", treatment="arm", by="cause", covariates=COVARIATES, errors="classical"
    )


def test_coefficients_as_lm(fit):
    tidy = fit.tidy().set_index("term")
    expected = pd.DataFrame(R["coefficients"])
    assert set(tidy.index) == set(OURS.values())
    found = tidy.loc[[OURS[term] for term in expected["term"]]]
    for ours, theirs in (
        ("estimate", "Estimate"),
        ("std_error", "Std. Error"),
        ("statistic", "t value"),
        ("p_value", "Pr(>|t|)"),
    ):
        np.testing.assert_allclose(found[ours], expected[theirs], rtol=EXACT)


def test_arm_differences_within_causes_as_emmeans(fit):
    effects = treatment_effects(fit).frame
    expected = pd.DataFrame(R["contrasts"])
    assert effects["cause"].tolist() == expected["cause"].tolist()
    assert effects["contrast"].tolist() == expected["contrast"].tolist()
    for ours, theirs in (
        ("estimate", "estimate"),
        ("std_error", "SE"),
        ("df", "df"),
        ("conf_low", "lower.CL"),
        ("conf_high", "upper.CL"),
        ("statistic", "t.ratio"),
        ("p_value", "p.value"),
    ):
        np.testing.assert_allclose(effects[ours], expected[theirs], rtol=EXACT)


def test_ls_means_as_emmeans(fit):
    means = ls_means(fit, "arm", by="cause").frame
    expected = pd.DataFrame(R["ls_means"])
    assert means[["arm", "cause"]].to_numpy().tolist() == expected[["arm", "cause"]].to_numpy().tolist()
    for ours, theirs in (
        ("estimate", "emmean"),
        ("std_error", "SE"),
        ("df", "df"),
        ("conf_low", "lower.CL"),
        ("conf_high", "upper.CL"),
        ("p_value", "p.value"),
    ):
        np.testing.assert_allclose(means[ours], expected[theirs], rtol=EXACT)


def test_interaction_as_the_anova_of_nested_models(fit):
    test = interaction_test(fit)
    expected = R["interaction"][1]
    assert test.statistic == pytest.approx(expected["F"], rel=EXACT)
    assert (test.df_num, test.df_denom) == (expected["Df"], expected["Res.Df"])
    assert test.p_value == pytest.approx(expected["Pr(>F)"], rel=EXACT)
    assert fit.residual_sd**2 * fit.residual_df == pytest.approx(expected["RSS"], rel=EXACT)


def test_change_and_score_give_the_same_effects(one_visit, fit):
    of_change = ancova(
        one_visit, outcome="change", treatment="arm", by="cause", covariates=COVARIATES, errors="classical"
    )
    for column in ("estimate", "std_error"):
        # The file rounds change to one decimal, as it does pain and baseline, so the sum is exact to rounding.
        np.testing.assert_allclose(
            treatment_effects(of_change).frame[column], treatment_effects(fit).frame[column], rtol=1e-7
        )


def test_hc3_as_statsmodels(one_visit):
    import statsmodels.formula.api as smf

    ours = ancova(one_visit, outcome="pain", treatment="arm", by="cause", covariates=COVARIATES, errors="HC3")
    formula = "pain ~ C(arm, Treatment('standard')) * cause + baseline + age + sex"
    theirs = smf.ols(formula, one_visit).fit().get_robustcov_results("HC3", use_t=True)
    order = [
        "Intercept",
        "arm[T.needling]",
        "cause[T.diabetic]",
        "sex[T.M]",
        "arm[T.needling]:cause[T.diabetic]",
        "baseline",
        "age",
    ]
    tidy = ours.tidy().set_index("term").loc[order]
    names = theirs.model.exog_names
    match = [next(i for i, name in enumerate(names) if _same(name, term)) for term in order]
    np.testing.assert_allclose(tidy["estimate"], theirs.params[match], rtol=EXACT)
    np.testing.assert_allclose(tidy["std_error"], theirs.bse[match], rtol=EXACT)
    np.testing.assert_allclose(tidy["p_value"], theirs.pvalues[match], rtol=1e-7)
    np.testing.assert_allclose(
        tidy[["conf_low", "conf_high"]], theirs.conf_int()[match], rtol=EXACT, atol=1e-12
    )
    wald = theirs.f_test(np.eye(len(names))[[i for i, name in enumerate(names) if ":" in name]])
    test = interaction_test(ours)
    assert test.statistic == pytest.approx(float(np.squeeze(wald.fvalue)), rel=EXACT)
    assert test.p_value == pytest.approx(float(wald.pvalue), rel=1e-7)


def _same(theirs, ours):
    return theirs.replace("C(arm, Treatment('standard'))", "arm") == ours
