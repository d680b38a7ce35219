"""LS means and contrasts against emmeans 1.8.4.1 on mmrm fits (make_reference.R)."""

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import contrast, ls_means, mmrm

FORMULAS = {
    "trial": "change ~ baseline * visit + age + sex + arm * cause * visit",
    "small_trial": "change ~ baseline + arm * visit",
}
# Both are linear functions of coefficients that agree to 5e-6; a mean near zero loses a digit of that.
TOLERANCES = {
    "estimate": 1e-5,
    "std_error": 1e-6,
    "df": 1e-6,
    "conf_low": 1e-5,
    "conf_high": 1e-5,
    "p_value": 1e-4,
}
THEIRS = {
    "emmean": "estimate",
    "SE": "std_error",
    "lower.CL": "conf_low",
    "upper.CL": "conf_high",
    "p.value": "p_value",
}


def assert_same(table, expected, keys):
    both = table.merge(pd.DataFrame(expected).rename(columns=THEIRS), on=keys, suffixes=("", "_reference"))
    assert len(both) == len(table) == len(expected)
    for column, tolerance in TOLERANCES.items():
        assert_allclose(both[column], both[f"{column}_reference"], rtol=tolerance, err_msg=column)


@pytest.mark.parametrize("key", ["satterthwaite", "kenward_roger", "kenward_roger_proportional"])
# The model of small_trial has no cause: two of its four blocks in the reference are errors of emmeans.
@pytest.mark.parametrize(
    ("name", "block"), [*(("trial", block) for block in range(4)), ("small_trial", 0), ("small_trial", 2)]
)
def test_means_and_contrasts(reference, reference_data, name, key, block):
    expected = reference[name]["ls_means"][key][block]
    df = "satterthwaite" if key == "satterthwaite" else "kenward-roger"
    fit = mmrm(FORMULAS[name], reference_data(name), subject="patient", visit="visit", df=df)
    _, _, groups = expected["spec"].partition("|")
    by = [part.strip() for part in groups.split("*")] if groups else []
    means = ls_means(fit, "arm", by=by, weights=expected["weights"])
    assert_same(means.frame, expected["ls_means"], ["arm", *by])
    assert_same(contrast(means, "vs_reference").frame, expected["contrasts"], [*by, "contrast"])
