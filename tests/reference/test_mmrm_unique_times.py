"""Covariance at times of each patient's own against nlme 3.1-162's gls (make_mmrm_unique_times.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm

NUMBERS = json.loads((Path(__file__).parent / "mmrm_unique_times.json").read_text())
# gls stops where the likelihood is flat to about 1e-8: parameters are then good to the root of that.
LOG_LIKELIHOOD, ESTIMATE, STD_ERROR, PARAMETER = 1e-9, 1e-4, 2e-5, 2e-4


@pytest.mark.parametrize("key", [key for key in NUMBERS if key != "meta"])
def test_times_of_each_patient(reference_data, beside, key):
    expected = NUMBERS[key]
    name, method = key.split()
    fit = mmrm(
        "pain ~ baseline + arm * week", reference_data("unique_times"), subject="patient", visit="week",
        covariance=name, reml=method == "REML", df="satterthwaite",
    )  # fmt: skip
    assert fit.engine.maximum.parameters.own_times is not None
    assert_allclose(fit.log_likelihood, expected["log_likelihood"], rtol=LOG_LIKELIHOOD)
    both = beside(fit, expected["coefficients"])
    gap = np.abs(both["estimate"] - both["estimate_reference"]) / both["std_error"]
    assert gap.max() < ESTIMATE
    # For ML, gls prints standard errors times sqrt(n / (n - p)); the model's own are without.
    n, p = fit.design.n_observations, len(both)
    factor = 1.0 if method == "REML" else np.sqrt(n / (n - p))
    assert_allclose(both["std_error"] * factor, both["std_error_reference"], rtol=STD_ERROR)
    covariance, times = fit.covariance.to_numpy(), fit.covariance.index.to_numpy()
    assert_allclose(np.sqrt(covariance[0, 0]), expected["sigma"], rtol=PARAMETER)
    distance, parameter = times[7] - times[0], expected["parameter"]
    correlation = {"sp_exp": np.exp(-distance / parameter), "sp_pow": parameter**distance, "cs": parameter}[
        name
    ]
    assert_allclose(covariance[0, 7] / covariance[0, 0], correlation, rtol=PARAMETER)
