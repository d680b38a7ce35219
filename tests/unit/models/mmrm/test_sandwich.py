import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm
from dnoutcomes.models.mmrm.sandwich import POWERS

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.mark.parametrize("kind", POWERS)
def test_covariance_and_df_are_those_of_the_definition(trial, dense_of, kind):
    fit = mmrm("change ~ baseline + arm * visit", trial, df="satterthwaite", errors=kind, **KEYS)
    model = dense_of(fit)
    sigma = fit.covariance.to_numpy()
    factor = np.linalg.cholesky(model.spread(sigma))
    # The rows of a subject are in the order of visits, so that the factor of all rows is that of each subject.
    x, y = np.linalg.solve(factor, model.x), np.linalg.solve(factor, model.y)
    vcov = np.linalg.inv(x.T @ x)
    residual = y - x @ vcov @ x.T @ y
    codes = fit.design.subject_codes
    functions, meat = [], np.zeros_like(vcov)
    for subject in range(codes.max() + 1):
        mine = codes == subject
        values, vectors = np.linalg.eigh(np.eye(mine.sum()) - x[mine] @ vcov @ x[mine].T)
        adjust = (vectors * values ** POWERS[kind]) @ vectors.T
        score = x[mine].T @ adjust @ residual[mine]
        meat += np.outer(score, score)
        block = np.zeros((len(y), vcov.shape[0]))
        block[mine] = adjust @ x[mine] @ vcov
        functions.append(block)
    assert_allclose(fit.inference.vcov, vcov @ meat @ vcov, rtol=1e-8)
    spread = np.eye(len(y)) - x @ vcov @ x.T
    for term in range(3):
        directions = np.stack([block[:, term] for block in functions])
        inner = directions @ spread @ directions.T
        assert_allclose(fit.tidy()["df"][term], np.trace(inner) ** 2 / (inner**2).sum(), rtol=1e-7)


def test_a_patient_who_alone_determines_a_coefficient_is_survived(trial):
    trial["odd"] = np.where(trial["patient"] == "P003", "yes", "no")
    fit = mmrm("change ~ odd + arm * visit", trial, df="satterthwaite", errors="cr2", **KEYS)
    assert np.isfinite(fit.tidy().drop(index=1)["std_error"]).all()
