"""Every entry of the registry keeps its contract."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.covariances.contract import require_contract
from dnoutcomes.models.covariances.structure import to_correlation

M = 5
TIMES = np.array([0.0, 1.0, 2.5, 3.0, 7.0])
RNG = np.random.default_rng(2)


def theta_of(structure, m=M):
    return RNG.normal(0.2, 0.15, structure.n_params(m))


@pytest.mark.parametrize("name", STRUCTURES)
def test_derivatives_are_the_slopes(name):
    structure = STRUCTURES[name]
    theta, step = theta_of(structure), 1e-6
    derivatives = structure.dsigma(theta, TIMES)
    assert derivatives.shape == (structure.n_params(M), M, M)
    for index in range(len(theta)):
        move = np.zeros_like(theta)
        move[index] = step
        slope = (structure.sigma(theta + move, TIMES) - structure.sigma(theta - move, TIMES)) / (2 * step)
        assert_allclose(derivatives[index], slope, atol=1e-8)


@pytest.mark.parametrize("name", STRUCTURES)
def test_zero_parameters_are_no_special_case(name):
    structure = STRUCTURES[name]
    theta = np.zeros(structure.n_params(M))
    assert np.isfinite(structure.dsigma(theta, TIMES)).all()
    assert np.linalg.eigvalsh(structure.sigma(theta, TIMES))[0] > 0


@pytest.mark.parametrize("name", STRUCTURES)
@pytest.mark.parametrize("m", [2, M])
def test_the_start_reproduces_a_covariance_of_the_structure(name, m):
    structure, times = STRUCTURES[name], TIMES[:m]
    theta = theta_of(structure, m)
    sigma = structure.sigma(theta, times)
    found = structure.sigma(structure.start(sigma, times), times)
    # Ante-dependence and the spatial structures start from neighbouring visits; all of it is there.
    assert_allclose(found, sigma, rtol=0.02)


@pytest.mark.parametrize("name", [name for name in STRUCTURES if f"{name}h" in STRUCTURES])
def test_the_heterogeneous_twin_has_the_same_correlation(name):
    structure, twin = STRUCTURES[name], STRUCTURES[f"{name}h"]
    theta = theta_of(structure)
    spread = np.array([0.1, -0.2, 0.3, 0.0, 0.5])
    sigma = twin.sigma(np.append(spread, theta[1:]), TIMES)
    assert_allclose(to_correlation(sigma), to_correlation(structure.sigma(theta, TIMES)), rtol=1e-12)
    assert_allclose(np.diag(sigma), np.exp(2 * spread), rtol=1e-12)
    assert twin.label == f"heterogeneous {structure.label}"


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_shipped_keep_the_contract_of_those_from_outside(name):
    require_contract(STRUCTURES[name])


def test_an_unknown_structure_lists_the_known():
    with pytest.raises(ModelError, match=r"unknown covariance structure 'uns'.*Known: us, toep, toeph"):
        STRUCTURES["uns"]
