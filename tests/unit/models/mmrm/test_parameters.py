import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.mmrm.parameters import CovarianceParameters

TIMES = np.arange(4.0)
RNG = np.random.default_rng(6)


@pytest.fixture(params=["us", "toeph", "ad"])
def parameters(request):
    return CovarianceParameters(STRUCTURES[request.param], TIMES, n_groups=2)


def test_groups_have_their_own_parameters(parameters):
    theta = RNG.normal(0.1, 0.1, parameters.n_params)
    half = parameters.n_params // 2
    first, second = parameters.sigma(theta)
    assert_allclose(first, parameters.structure.sigma(theta[:half], TIMES))
    assert_allclose(second, parameters.structure.sigma(theta[half:], TIMES))


def by_entry_total(parameters, theta, weights):
    return float((parameters.sigma(theta) * weights).sum())


def test_gradient_and_curvature_of_a_linear_function_of_sigma(parameters):
    """Sum of D * S(theta): its slopes and bends are what gradient and curvature chain to."""
    theta = RNG.normal(0.1, 0.1, parameters.n_params)
    weights = RNG.normal(size=(2, 4, 4))
    weights = weights + weights.transpose(0, 2, 1)
    gradient = parameters.slopes(theta).chain(weights)
    step, eye = 1e-4, np.eye(len(theta))
    slopes = [
        (
            by_entry_total(parameters, theta + step * e, weights)
            - by_entry_total(parameters, theta - step * e, weights)
        )
        / (2 * step)
        for e in eye
    ]
    assert_allclose(gradient, slopes, atol=1e-5)
    bends = [
        (
            parameters.slopes(theta + step * e).chain(weights)
            - parameters.slopes(theta - step * e).chain(weights)
        )
        / (2 * step)
        for e in eye
    ]
    assert_allclose(parameters.curvature(theta, weights), bends, atol=1e-5)


def test_weighted_second_derivative_sums_over_pairs(parameters):
    theta = RNG.normal(0.1, 0.1, parameters.n_params)
    weights = RNG.normal(size=(parameters.n_params,) * 2)
    weights = weights + weights.T
    total = parameters.weighted_second_derivative(theta, weights)
    for entry in [(0, 0), (1, 2)]:
        for group in range(2):
            probe = np.zeros((2, 4, 4))
            probe[group][entry] = 1.0
            assert_allclose(
                total[group][entry], (weights * parameters.curvature(theta, probe)).sum(), atol=1e-6
            )


def test_start_takes_each_groups_covariance(parameters):
    sigma = np.stack([np.eye(4) + 0.3, 4 * np.eye(4) + 0.5])
    spread = np.sqrt(np.diagonal(parameters.sigma(parameters.start(sigma)), axis1=1, axis2=2))
    assert_allclose(spread, np.sqrt(np.diagonal(sigma, axis1=1, axis2=2)), rtol=1e-6)


def test_a_start_outside_the_structure_is_shrunk_into_it():
    """Means of the correlations by lag that no Toeplitz matrix has."""
    sigma = np.eye(4)
    for lag, value in [(1, -0.2), (2, 0.9), (3, -0.9)]:
        sigma += value * (np.eye(4, k=lag) + np.eye(4, k=-lag))
    parameters = CovarianceParameters(STRUCTURES["toep"], TIMES)
    assert (
        np.linalg.eigvalsh(parameters.structure.sigma(parameters.structure.start(sigma, TIMES), TIMES))[0] < 0
    )
    assert np.linalg.eigvalsh(parameters.sigma(parameters.start(sigma[None]))[0])[0] > 0
