"""Covariance in real time against nlme 3.1-162's gls, corExp and corCAR1 (make_mmrm_spatial.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm

NUMBERS = json.loads((Path(__file__).parent / "mmrm_spatial.json").read_text())
# gls stops where the likelihood is flat to about 1e-8: parameters are then good to the root of that.
LOG_LIKELIHOOD, ESTIMATE, STD_ERROR, PARAMETER = 1e-9, 1e-4, 2e-5, 2e-4


@pytest.mark.parametrize("key", [key for key in NUMBERS if key != "meta"])
def test_spatial_structures(reference_data, beside, key):
    expected = NUMBERS[key]
    name, method = key.split()
    fit = mmrm(
        "change ~ baseline * visit + arm * visit", reference_data("trial"), subject="patient", visit="visit",
        covariance=name, time="week", reml=method == "REML", df="satterthwaite",
    )  # fmt: skip
    assert_allclose(fit.log_likelihood, expected["log_likelihood"], rtol=LOG_LIKELIHOOD)
    both = beside(fit, expected["coefficients"])
    # A coefficient near zero is judged by its standard error.
    gap = np.abs(both["estimate"] - both["estimate_reference"]) / both["std_error"]
    assert gap.max() < ESTIMATE
    # For ML, gls prints standard errors times sqrt(n / (n - p)); the model's own are without.
    n, p = fit.design.n_observations, len(both)
    factor = 1.0 if method == "REML" else np.sqrt(n / (n - p))
    assert_allclose(both["std_error"] * factor, both["std_error_reference"], rtol=STD_ERROR)
    assert_allclose(np.sqrt(fit.covariance.iloc[0, 0]), expected["sigma"], rtol=PARAMETER)
    # Weeks 2 and 4: two weeks apart.
    correlation = fit.covariance.iloc[0, 1] / np.sqrt(fit.covariance.iloc[0, 0] * fit.covariance.iloc[1, 1])
    parameter = expected["parameter"]
    assert_allclose(
        correlation, np.exp(-2 / parameter) if name.startswith("sp_exp") else parameter**2, rtol=PARAMETER
    )
