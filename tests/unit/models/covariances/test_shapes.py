"""What each correlation looks like, written out for three or four visits."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.covariances.antedependence import ANTEDEPENDENCE
from dnoutcomes.models.covariances.autoregressive import AUTOREGRESSIVE
from dnoutcomes.models.covariances.cholesky import CHOLESKY
from dnoutcomes.models.covariances.compound_symmetry import COMPOUND_SYMMETRY
from dnoutcomes.models.covariances.spatial import SPATIAL_EXPONENTIAL, SPATIAL_POWER
from dnoutcomes.models.covariances.toeplitz import TOEPLITZ
from dnoutcomes.models.covariances.unstructured import UNSTRUCTURED

TIMES = np.arange(4.0)


def test_autoregressive():
    matrix = AUTOREGRESSIVE.matrix(np.arctanh([0.5]), TIMES)
    assert_allclose(matrix[0], [1, 0.5, 0.25, 0.125])


def test_toeplitz():
    matrix = TOEPLITZ.matrix(np.arctanh([0.5, 0.3, -0.1]), TIMES)
    assert_allclose(matrix[0], [1, 0.5, 0.3, -0.1])
    assert_allclose(matrix[1], [0.5, 1, 0.5, 0.3])


def test_antedependence():
    matrix = ANTEDEPENDENCE.matrix(np.arctanh([0.5, 0.4, -0.2]), TIMES)
    assert_allclose(matrix[0], [1, 0.5, 0.2, -0.04])
    assert_allclose(matrix[1], [0.5, 1, 0.4, -0.08])


@pytest.mark.parametrize("m", [2, 4, 9])
def test_compound_symmetry_reaches_down_to_its_lower_bound(m):
    times = np.arange(float(m))
    low, high = (COMPOUND_SYMMETRY.matrix(np.array([eta]), times) for eta in (-20.0, 20.0))
    assert_allclose(low[0, 1], -1 / (m - 1), atol=1e-7)
    assert_allclose(high[0, 1], 1.0, atol=1e-7)
    assert np.linalg.eigvalsh(low)[0] > -1e-9


def test_spatial_structures_are_one_family():
    times = np.array([0.0, 2.0, 3.0, 10.0])
    power = SPATIAL_POWER.matrix(np.array([np.log(0.8 / 0.2)]), times)
    assert_allclose(power[0], [1, 0.8**2, 0.8**3, 0.8**10])
    exponential = SPATIAL_EXPONENTIAL.matrix(np.array([np.log(-1 / np.log(0.8))]), times)
    assert_allclose(exponential, power, rtol=1e-12)


def test_spatial_power_over_equal_steps_is_autoregressive():
    power = SPATIAL_POWER.matrix(np.array([0.4]), TIMES)
    rho = 1 / (1 + np.exp(-0.4))
    assert_allclose(power, AUTOREGRESSIVE.matrix(np.arctanh([rho]), TIMES), rtol=1e-12)


@pytest.mark.parametrize("structure", [UNSTRUCTURED, CHOLESKY], ids=["UD", "DU"])
def test_unstructured_reaches_any_covariance(structure):
    rng = np.random.default_rng(0)
    root = rng.normal(size=(4, 4))
    sigma = root @ root.T
    theta = structure.start(sigma, TIMES)
    assert_allclose(structure.sigma(theta, TIMES), sigma, rtol=1e-10)
    for index, slope in enumerate(structure.dsigma(theta, TIMES)):
        step = 1e-6 * (np.arange(10) == index)
        numerical = (structure.sigma(theta + step, TIMES) - structure.sigma(theta - step, TIMES)) / 2e-6
        assert_allclose(slope, numerical, atol=1e-7)
