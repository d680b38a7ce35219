import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture(params=[{}, {"weights": "weight"}], ids=["plain", "weighted"])
def fit(trial, request):
    return mmrm("change ~ arm * visit", trial.sample(frac=1, random_state=2), **request.param, **KEYS)


def test_variances_and_whitening_are_those_of_the_dense_model(fit, dense_of):
    spread = dense_of(fit).spread(fit.covariance.to_numpy())
    assert_allclose(fit.engine.variances(), np.diag(spread))
    residual = fit.design.y - fit.fitted
    # Visits of a subject count in order, wherever its rows are.
    order = np.lexsort([fit.engine.data.visits.codes, fit.design.subject_codes])
    factor = np.linalg.cholesky(spread[np.ix_(order, order)])
    assert_allclose(fit.engine.whiten(residual)[order], np.linalg.solve(factor, residual[order]))


def test_draws_have_the_covariance(fit, dense_of):
    rng = np.random.default_rng(0)
    draws = np.stack([fit.engine.draw(rng) for _ in range(4000)])
    spread = dense_of(fit).spread(fit.covariance.to_numpy())
    error = np.sqrt((spread**2 + np.outer(np.diag(spread), np.diag(spread))) / 4000)
    assert (np.abs(np.cov(draws.T) - spread) < 5 * error).all()


def test_each_group_has_its_own_covariance(trial):
    fit = mmrm("change ~ arm * visit", trial, group="arm", **KEYS)
    variances = fit.augment().assign(variance=fit.engine.variances()).groupby(["arm", "visit"], observed=True)
    for (arm, visit), values in variances["variance"].unique().items():
        assert_allclose(values, [fit.covariance[arm].loc[visit, visit]])
