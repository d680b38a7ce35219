"""Terms from small blocks against the same terms from the whole n x n matrix."""

import itertools

import numpy as np
import pytest
from scipy import sparse

from dnoutcomes.models.growth.blocks import PatientRows, read_blocks
from dnoutcomes.models.growth.parameters import GrowthParameters
from dnoutcomes.models.growth.terms import (
    PatientTerms,
    batched_cholesky,
    batched_forward,
    batched_product,
    bordered,
)

COUNTS = np.array([1, 4, 2, 5, 3])
STARTS = np.append(0, np.cumsum(COUNTS))
N = STARTS[-1]
LAYOUT = GrowthParameters(2, True, 0, False)


def patient_block(z, inner):
    """Z inner Z' within patients, 0 between them."""
    full = np.zeros((N, N))
    for first, last in itertools.pairwise(STARTS):
        full[first:last, first:last] = z[first:last] @ inner @ z[first:last].T
    return full


@pytest.fixture
def data():
    rng = np.random.default_rng(3)
    return np.column_stack([np.ones(N), rng.uniform(0, 3, N)]), rng.normal(size=(N, 4))


# The third has no variance of slopes, the fourth none at all.
@pytest.mark.parametrize("theta", [(1.0, 0.0, 0.5), (0.8, -0.6, 0.3), (0.7, 0.2, 0.0), (0.0, 0.0, 0.0)])
def test_terms_are_those_of_the_whole_matrix(data, theta):
    z, w = data
    factor = LAYOUT.factor(np.array(theta))
    terms = PatientTerms(
        read_blocks(PatientRows(z, w, sparse.csr_array((N, 0)), STARTS)), factor, LAYOUT.directions
    )
    v = np.eye(N) + patient_block(z, factor @ factor.T)
    inverse = np.linalg.inv(v)
    derivatives = [patient_block(z, direction) for direction in LAYOUT.directions]
    moved = [inverse @ derivative for derivative in derivatives]
    weight = np.arange(16.0).reshape(4, 4) + np.arange(16.0).reshape(4, 4).T
    mixing = np.array([[1.0, 0.3, 0.2], [0.3, 2.0, -0.4], [0.2, -0.4, 0.5]])
    second = np.array([[w.T @ a @ b @ inverse @ w for b in moved] for a in moved])
    summed = np.einsum("kl,klxy->xy", mixing, second)
    assert terms.log_det == pytest.approx(np.linalg.slogdet(v)[1])
    np.testing.assert_allclose(terms.gram, w.T @ inverse @ w)
    np.testing.assert_allclose(terms.first, [w.T @ a @ inverse @ w for a in moved], atol=1e-12)
    np.testing.assert_allclose(terms.trace, [np.trace(a) for a in moved])
    np.testing.assert_allclose(terms.pairs, [[np.sum(a * b.T) for b in moved] for a in moved])
    np.testing.assert_allclose(
        terms.second_against(weight),
        np.einsum("klxy,xy->kl", (second + second.transpose(1, 0, 2, 3)) / 2, weight),
    )
    np.testing.assert_allclose(terms.second_summed(mixing), (summed + summed.T) / 2, atol=1e-12)
    assert not terms.bend.any()
    assert not terms.bend_trace.any()


@pytest.mark.parametrize("r", [1, 2, 4])
def test_batched_algebra_is_that_of_numpy(r):
    rng = np.random.default_rng(r)
    roots = rng.normal(size=(7, r, r + 2))
    matrices = roots @ roots.transpose(0, 2, 1)
    right = rng.normal(size=(7, r, 3))
    lower = batched_cholesky(matrices.transpose(1, 2, 0))
    np.testing.assert_allclose(lower.transpose(2, 0, 1), np.linalg.cholesky(matrices))
    solved = batched_forward(lower, right.transpose(1, 2, 0)).transpose(2, 0, 1)
    np.testing.assert_allclose(np.linalg.cholesky(matrices) @ solved, right)
    product = batched_product(matrices.transpose(1, 2, 0), right.transpose(1, 2, 0))
    np.testing.assert_allclose(product.transpose(2, 0, 1), matrices @ right)


def test_bordered_is_symmetric():
    np.testing.assert_array_equal(
        bordered(np.eye(2), np.array([3.0, 4.0]), 5.0), [[1, 0, 3], [0, 1, 4], [3, 4, 5]]
    )
