import numpy as np
import pytest

from dnoutcomes.models.growth.parameters import GrowthParameters

LAYOUTS = {
    "intercept": GrowthParameters(1, True, 0, False),
    "slope": GrowthParameters(2, True, 0, False),
    "uncorrelated": GrowthParameters(3, False, 0, True),
    "everything": GrowthParameters(3, True, 1, True),
}


def natural(layout, theta):
    d = layout.relative_covariance(theta)
    cluster = [layout.cluster_scale(theta) ** 2] if layout.has_cluster else []
    return np.array([*(d[a, b] for a, b in layout.entries), *layout.residual(theta), *cluster])


@pytest.fixture(params=LAYOUTS)
def layout(request):
    return LAYOUTS[request.param]


@pytest.fixture
def theta(layout):
    return np.random.default_rng(8).normal(size=layout.n)


def test_start_is_uncorrelated_and_of_full_rank(layout):
    np.testing.assert_array_equal(layout.relative_covariance(layout.start), np.eye(layout.r))


def test_jacobian_is_the_derivative(layout, theta):
    step = 1e-6 * np.eye(layout.n)
    numeric = [(natural(layout, theta + u) - natural(layout, theta - u)) / 2e-6 for u in step]
    np.testing.assert_allclose(layout.jacobian(theta), np.transpose(numeric), atol=1e-8)


def test_curvature_is_the_second_derivative(layout, theta):
    gradient = np.arange(1.0, layout.n + 1)
    step = 1e-6 * np.eye(layout.n)
    numeric = [gradient @ (layout.jacobian(theta + u) - layout.jacobian(theta - u)) / 2e-6 for u in step]
    np.testing.assert_allclose(layout.curvature(gradient), numeric, atol=1e-8)


def test_directions_rebuild_the_covariance(layout, theta):
    entries = natural(layout, theta)[: len(layout.entries)]
    rebuilt = np.einsum("k,kab->ab", entries, layout.directions)
    np.testing.assert_allclose(rebuilt, layout.relative_covariance(theta))


def test_uncorrelated_covariance_is_diagonal():
    d = LAYOUTS["uncorrelated"].relative_covariance(np.array([1.0, -2.0, 0.0, 1.0]))
    np.testing.assert_array_equal(d, np.diag([1.0, 4.0, 0.0]))
