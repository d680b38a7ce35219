"""Constrained longitudinal data analysis against nlme's gls (make_mmrm_constrained.R)."""

import json
from pathlib import Path

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import change_from_baseline, contrast, mmrm

NUMBERS = json.loads((Path(__file__).parent / "mmrm_constrained.json").read_text())
# gls stops where the likelihood is flat to about 1e-9; what depends on its covariance is then good to the root of that.
LOG_LIKELIHOOD, ESTIMATE, STD_ERROR = 1e-9, 1e-4, 1e-4


@pytest.fixture(scope="module")
def fit(reference_data):
    data = reference_data("trial")
    first = data.drop_duplicates("patient")
    first = first.assign(visit="W00", pain=first["baseline"])
    return mmrm(
        "pain ~ visit + arm:visit", pd.concat([first, data], ignore_index=True), subject="patient", visit="visit",
        equal_at_first="arm", df="satterthwaite",
    )  # fmt: skip


def test_log_likelihood(fit):
    assert_allclose(fit.log_likelihood, NUMBERS["log_likelihood"], rtol=LOG_LIKELIHOOD)


def test_mean_changes_of_the_arms(fit):
    ours = change_from_baseline(fit, "arm").frame.set_index(["arm", "visit"])
    theirs = pd.DataFrame(NUMBERS["changes"]).set_index(["arm", "visit"]).loc[ours.index]
    assert_allclose(ours["estimate"], theirs["estimate"], atol=ESTIMATE * theirs["std_error"].min())
    assert_allclose(ours["std_error"], theirs["std_error"], rtol=STD_ERROR)


def test_effects(fit):
    ours = contrast(change_from_baseline(fit, "arm")).frame.set_index("visit")
    theirs = pd.DataFrame(NUMBERS["effects"]).set_index("visit").loc[ours.index]
    assert_allclose(ours["estimate"], theirs["estimate"], atol=ESTIMATE * theirs["std_error"].min())
    assert_allclose(ours["std_error"], theirs["std_error"], rtol=STD_ERROR)
