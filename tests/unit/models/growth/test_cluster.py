"""A further intercept that crosses patients, against the same terms from the whole n x n matrix."""

import itertools

import numpy as np
import pytest
from scipy import sparse

from dnoutcomes.models.growth.blocks import PatientRows, read_blocks
from dnoutcomes.models.growth.cluster import ClusterTerms
from dnoutcomes.models.growth.parameters import GrowthParameters
from dnoutcomes.models.growth.terms import PatientTerms

COUNTS = np.array([1, 4, 2, 5, 3])
STARTS = np.append(0, np.cumsum(COUNTS))
N = STARTS[-1]
LAYOUT = GrowthParameters(2, True, 0, True)
#: Crossed with patients, nested in them, and present for some rows only (-1).
CODES = {
    "crossed": np.arange(N) % 3,
    "nested": np.repeat([0, 1, 0, 2, 2], COUNTS),
    "partial": np.repeat([0, -1, 1, -1, 2], COUNTS),
}


def patient_block(z, inner):
    full = np.zeros((N, N))
    for first, last in itertools.pairwise(STARTS):
        full[first:last, first:last] = z[first:last] @ inner @ z[first:last].T
    return full


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("scale", [0.8, 0.0])
def test_terms_are_those_of_the_whole_matrix(codes, scale):
    rng = np.random.default_rng(5)
    z, w = np.column_stack([np.ones(N), rng.uniform(0, 3, N)]), rng.normal(size=(N, 4))
    found = np.flatnonzero(CODES[codes] >= 0)
    clusters = sparse.csr_array((np.ones(len(found)), (found, CODES[codes][found])), shape=(N, 3))
    factor = LAYOUT.factor(np.array([0.8, -0.6, 0.3, scale]))
    inner = PatientTerms(read_blocks(PatientRows(z, w, clusters, STARTS)), factor, LAYOUT.directions)
    terms = ClusterTerms(inner, 3, scale)
    c = clusters.toarray()
    v = np.eye(N) + patient_block(z, factor @ factor.T) + scale**2 * c @ c.T
    inverse = np.linalg.inv(v)
    moved = [inverse @ patient_block(z, direction) for direction in LAYOUT.directions] + [inverse @ c @ c.T]
    weight = np.arange(16.0).reshape(4, 4) + np.arange(16.0).reshape(4, 4).T
    mixing = np.diag([1.0, 2.0, 3.0, 4.0]) + 0.3
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
        atol=1e-12,
    )
    np.testing.assert_allclose(terms.second_summed(mixing), (summed + summed.T) / 2, atol=1e-12)
    np.testing.assert_allclose(terms.within, c.T @ inverse @ c)
    np.testing.assert_allclose(terms.across, c.T @ inverse @ w, atol=1e-12)
    assert terms.bend.shape == (4, 4, 4)
    assert not terms.bend.any()
