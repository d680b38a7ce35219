"""Autocorrelated residuals, against the same terms from the whole n x n matrix and its numerical derivatives."""

import numpy as np
import pytest
from scipy import sparse

from dnoutcomes.models.growth.blocks import PatientRows
from dnoutcomes.models.growth.cluster import ClusterTerms
from dnoutcomes.models.growth.parameters import GrowthParameters
from dnoutcomes.models.growth.residuals import car1

COUNTS = np.array([1, 4, 2, 5, 3])
STARTS = np.append(0, np.cumsum(COUNTS))
N = STARTS[-1]
SAME = np.repeat(np.arange(5), COUNTS)[:, None] == np.repeat(np.arange(5), COUNTS)[None]
LAYOUT = GrowthParameters(2, True, 1, True)
THETA = np.array([0.8, -0.6, 0.3, 0.2, 0.7])


@pytest.fixture
def case():
    rng = np.random.default_rng(6)
    time = np.concatenate([np.sort(rng.uniform(0, 9, count)) for count in COUNTS])
    z, w = np.column_stack([np.ones(N), time]), rng.normal(size=(N, 4))
    clusters = sparse.csr_array((np.ones(N), (np.arange(N), np.arange(N) % 3)))
    return time, car1(PatientRows(z, w, clusters, STARTS), time)


def covariance(case, natural):
    """V by entries of D, psi and the variance of clusters."""
    time, residuals = case
    d = np.array([[natural[0], natural[1]], [natural[1], natural[2]]])
    z = residuals.rows.z
    c = residuals.rows.w[:, :3]
    lag = np.abs(time[:, None] - time[None]) / residuals.gap
    return SAME * (np.exp(-lag * np.exp(-natural[3])) + z @ d @ z.T) + natural[4] * c @ c.T


def natural(theta):
    d = LAYOUT.relative_covariance(theta)
    return np.array([d[0, 0], d[1, 0], d[1, 1], theta[3], theta[4] ** 2])


def test_terms_are_those_of_the_whole_matrix(case):
    _, residuals = case
    inner = residuals.terms(LAYOUT.factor(THETA), LAYOUT.directions, LAYOUT.residual(THETA))
    terms = ClusterTerms(inner, 3, LAYOUT.cluster_scale(THETA))
    at, w = natural(THETA), residuals.rows.w[:, 3:]
    v = covariance(case, at)
    inverse = np.linalg.inv(v)
    step = 1e-4
    units = step * np.eye(5)
    derivatives = [(covariance(case, at + u) - covariance(case, at - u)) / (2 * step) for u in units]
    wide = 10 * units
    bends = [(covariance(case, at + u) - 2 * v + covariance(case, at - u)) / (10 * step) ** 2 for u in wide]
    moved = [inverse @ derivative for derivative in derivatives]
    second = np.array([[w.T @ a @ b @ inverse @ w for b in moved] for a in moved])
    mixing = np.diag([1.0, 2.0, 3.0, 4.0, 5.0]) + 0.3
    summed = np.einsum("kl,klxy->xy", mixing, second)
    weight = np.arange(16.0).reshape(4, 4) + np.arange(16.0).reshape(4, 4).T
    assert terms.log_det == pytest.approx(np.linalg.slogdet(v)[1])
    np.testing.assert_allclose(terms.gram, w.T @ inverse @ w)
    # Central differences of step 1e-4 are good to 1e-8, second ones of step 1e-3 to 1e-6.
    close = {"rtol": 1e-6, "atol": 1e-7}
    np.testing.assert_allclose(terms.first, [w.T @ a @ inverse @ w for a in moved], **close)
    np.testing.assert_allclose(terms.trace, [np.trace(a) for a in moved], **close)
    np.testing.assert_allclose(terms.pairs, [[np.sum(a * b.T) for b in moved] for a in moved], **close)
    np.testing.assert_allclose(
        terms.second_against(weight),
        np.einsum("klxy,xy->kl", (second + second.transpose(1, 0, 2, 3)) / 2, weight),
        **close,
    )
    np.testing.assert_allclose(terms.second_summed(mixing), (summed + summed.T) / 2, **close)
    np.testing.assert_allclose(
        terms.bend, [w.T @ inverse @ b @ inverse @ w for b in bends], rtol=1e-5, atol=1e-5
    )
    np.testing.assert_allclose(terms.bend_trace, [np.sum(inverse * b) for b in bends], rtol=1e-5, atol=1e-5)
