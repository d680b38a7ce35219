import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models import mmrm

KEYS = {"subject": "patient", "visit": "visit"}


def test_aliased_coefficients_have_no_estimate_and_no_covariance(trial):
    trial["again"] = 2 * trial["baseline"] + 1
    fit = mmrm("change ~ baseline + again + arm * visit", trial, **KEYS)
    whole = mmrm("change ~ baseline + arm * visit", trial, **KEYS)
    table = fit.tidy().set_index("term")
    assert table.loc["again"].drop("n_subjects").isna().all()
    assert_allclose(table.drop(index="again"), whole.tidy().set_index("term"), rtol=1e-9)
    assert fit.vcov.loc["again"].isna().all()
    assert any("again" in note for note in fit.notes)


def test_redundant_rows_of_a_joint_test_count_once(trial):
    fit = mmrm("change ~ arm * visit", trial, **KEYS)
    rows = np.eye(6)[4:]
    assert_allclose(
        fit.inference.joint(np.vstack([rows, rows.sum(axis=0), 0 * rows])), fit.inference.joint(rows)
    )


def test_a_joint_test_of_nothing(trial):
    fit = mmrm("change ~ arm", trial, **KEYS)
    with pytest.raises(ModelError, match="joint test of no function"):
        fit.inference.joint(np.zeros((2, 2)))


@pytest.mark.parametrize("df", ["kenward-roger", "satterthwaite", "between-within", "residual"])
def test_a_joint_test_of_one_function_is_its_t_test(trial, df):
    fit = mmrm("change ~ baseline + arm * visit", trial, df=df, **KEYS)
    function = np.array([[0.0, 0.5, 1.0, 0.0, 0.0, 0.3, 0.0]])
    statistic, df_num, df_denom = fit.inference.joint(function)
    variance = (function @ fit.inference.vcov @ function.T).item()
    assert_allclose(statistic, (function @ fit.inference.coefficients).item() ** 2 / variance, rtol=1e-9)
    assert_allclose([df_num, df_denom], [1, fit.inference.degrees_of_freedom(function)[0]], rtol=1e-9)
