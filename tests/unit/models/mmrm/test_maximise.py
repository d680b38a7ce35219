import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.mmrm.empirical import empirical_covariance
from dnoutcomes.models.mmrm.likelihood import evaluate
from dnoutcomes.models.mmrm.maximise import FINAL_DECREMENT, maximise
from dnoutcomes.models.mmrm.moments import compute_moments
from dnoutcomes.models.mmrm.parameters import CovarianceParameters
from dnoutcomes.models.mmrm.patterns import find_patterns


def problem(seed=0, n=60, m=4, missing=0.2):
    rng = np.random.default_rng(seed)
    seen = rng.random((n, m)) >= missing
    seen[:, 0] = True
    errors = rng.normal(size=(n, m)) + rng.normal(size=(n, 1))
    subject, visit = np.nonzero(seen)
    x = np.column_stack([visit == j for j in range(m)]).astype(float)
    y = errors[seen] - x @ np.linalg.lstsq(x, errors[seen], rcond=None)[0]
    return compute_moments(np.column_stack([x, y]), find_patterns(subject, visit, m))


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("name", STRUCTURES)
def test_the_end_is_a_maximum(name, reml):
    moments = problem()
    parameters = CovarianceParameters(STRUCTURES[name], np.arange(4.0))
    found = maximise(moments, parameters, parameters.start(empirical_covariance(moments)), reml=reml)
    assert found.decrement < FINAL_DECREMENT
    assert np.linalg.eigvalsh(found.hessian)[0] > 0
    rng = np.random.default_rng(1)
    for _ in range(20):
        near = found.theta + 0.01 * rng.normal(size=len(found.theta))
        assert evaluate(moments, parameters.sigma(near), reml=reml).value > found.at.value


@pytest.mark.parametrize("name", ["us", "toep", "csh"])
def test_where_the_search_begins_does_not_matter(name):
    moments = problem(seed=2)
    parameters = CovarianceParameters(STRUCTURES[name], np.arange(4.0))
    near = maximise(moments, parameters, parameters.start(empirical_covariance(moments)), reml=True)
    far = maximise(moments, parameters, parameters.start(9.0 * np.eye(4)[None]), reml=True)
    assert_allclose(far.at.value, near.at.value, rtol=1e-12)
    assert_allclose(far.sigma, near.sigma, rtol=1e-5, atol=1e-7)


def test_the_hessian_is_the_slope_of_the_gradient():
    """Also for a structure whose entries bend with its parameters, away from a zero gradient by entry."""
    moments = problem(seed=3)
    parameters = CovarianceParameters(STRUCTURES["ar1h"], np.arange(4.0))
    found = maximise(moments, parameters, parameters.start(empirical_covariance(moments)), reml=True)

    def gradient(theta):
        at = evaluate(moments, parameters.sigma(theta))
        return parameters.slopes(theta).chain(at.gradient)

    step = 1e-5
    slopes = [
        (gradient(found.theta + step * e) - gradient(found.theta - step * e)) / (2 * step)
        for e in np.eye(len(found.theta))
    ]
    assert_allclose(found.hessian, slopes, rtol=1e-5, atol=1e-4)


def test_complete_data_give_the_covariance_of_the_residuals():
    """Without missing visits and with a mean per visit, REML is the sample covariance."""
    rng = np.random.default_rng(4)
    errors = rng.normal(size=(40, 3)) @ np.array([[1, 0.5, 0.2], [0, 1, 0.4], [0, 0, 1]])
    subject, visit = (index.ravel() for index in np.indices((40, 3)))
    x = np.column_stack([visit == j for j in range(3)]).astype(float)
    moments = compute_moments(np.column_stack([x, errors.ravel()]), find_patterns(subject, visit, 3))
    parameters = CovarianceParameters(STRUCTURES["us"], np.arange(3.0))
    found = maximise(moments, parameters, parameters.start(np.eye(3)[None]), reml=True)
    assert_allclose(found.sigma[0], np.cov(errors.T), rtol=1e-8)
    assert_allclose(found.at.coefficients, errors.mean(axis=0), rtol=1e-9)


def test_a_start_outside_gives_nothing():
    moments = problem()
    parameters = CovarianceParameters(STRUCTURES["toep"], np.arange(4.0))
    assert maximise(moments, parameters, np.array([0.0, 3.0, -3.0, 3.0]), reml=True) is None
