import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.estimates import COLUMNS
from dnoutcomes.models import mmrm

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture
def fit(trial):
    return mmrm("change ~ baseline + arm * visit", trial, **KEYS)


def test_tidy_has_a_row_per_coefficient(fit):
    table = fit.tidy()
    assert list(table.columns) == ["term", *COLUMNS]
    assert table["term"].tolist() == list(fit.design.terms)
    assert_allclose(table["std_error"], np.sqrt(np.diag(fit.vcov)))
    assert fit.coefficients["baseline"] == table.set_index("term").loc["baseline", "estimate"]


def test_glance_counts_covariance_parameters_for_reml_and_all_for_ml(fit, trial):
    row = fit.glance().iloc[0]
    assert (row["n_observations"], row["n_subjects"]) == (trial["change"].notna().sum(), 24)
    assert_allclose(row["aic"], -2 * fit.log_likelihood + 2 * 6)
    assert_allclose(row["bic"], -2 * fit.log_likelihood + np.log(24) * 6)
    ml = mmrm("change ~ baseline + arm * visit", trial, reml=False, df="satterthwaite", **KEYS)
    assert_allclose(ml.aic, -2 * ml.log_likelihood + 2 * (6 + 7))
    assert ml.glance()["method"][0] == "ML"


def test_augment_has_a_row_per_row_used(fit, trial):
    table = fit.augment()
    assert table.index.equals(trial.dropna().index)
    assert_allclose(table["fitted"] + table["residual"], table["change"])
    deviations = pd.Series(np.sqrt(np.diag(fit.covariance)), index=fit.covariance.index)
    assert_allclose(table["pearson"], table["residual"] / table["visit"].map(deviations).astype(float))
    # Whitened residuals of a fit by REML: n - p of expected square 1, and exactly that in sum.
    n, p = len(table), 7
    assert_allclose((table["normalized"] ** 2).sum(), n - p, rtol=1e-6)


def test_it_prints_what_it_did(fit):
    text = repr(fit)
    for part in ["change ~ baseline + arm * visit", "covariance us (6 parameters)", "Kenward-Roger (linear)",
                 "restricted log-likelihood", "us: used, converged", "rows were left out"]:  # fmt: skip
        assert part in text
    assert "<table" in fit._repr_html_()


def test_refit_has_the_same_settings(fit, trial):
    again = fit.refit(trial)
    assert_allclose(again.tidy()["estimate"], fit.tidy()["estimate"], rtol=0)
    assert again.inference.method == fit.inference.method
