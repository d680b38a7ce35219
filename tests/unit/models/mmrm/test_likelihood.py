import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.mmrm import slopes as slopes_file
from dnoutcomes.models.mmrm.likelihood import evaluate, fisher_information, second_order
from dnoutcomes.models.mmrm.moments import compute_moments
from dnoutcomes.models.mmrm.patterns import find_patterns
from dnoutcomes.models.mmrm.slopes import GroupSlopes

SIGMA = np.array([[2.0, 0.8, 0.5], [0.8, 1.5, 0.6], [0.5, 0.6, 1.8]])
M = 3
ENTRIES = np.triu_indices(M)


def by_entry():
    """Derivatives of S by its entries a <= b."""
    slopes = np.zeros((6, M, M))
    slopes[np.arange(6), ENTRIES[0], ENTRIES[1]] = slopes[np.arange(6), ENTRIES[1], ENTRIES[0]] = 1.0
    return slopes


def data(groups=1, n=25, seed=3):
    rng = np.random.default_rng(seed)
    seen = rng.random((n, M)) < 0.75
    seen[:, 1] |= ~seen.any(axis=1)
    subject, visit = np.nonzero(seen)
    x = np.column_stack([np.ones(len(subject)), rng.normal(size=len(subject)), visit == 2])
    y = rng.normal(size=len(subject)) + 0.4 * visit
    group = np.arange(n) % groups
    patterns = find_patterns(subject, visit, M, group)
    return x, y, subject, visit, group, compute_moments(np.column_stack([x, y]), patterns)


def scaled(groups):
    return np.stack([SIGMA * (1 + 0.3 * g) for g in range(groups)])


@pytest.mark.parametrize("reml", [True, False])
def test_value_is_that_of_the_dense_model(dense, reml):
    x, y, subject, visit, _, moments = data()
    at = evaluate(moments, SIGMA[None], reml=reml)
    model = dense(x, y, subject, visit)
    _, vcov, coefficients = model.parts(SIGMA)
    assert_allclose(at.value, model.minus_two_log_likelihood(SIGMA, reml), rtol=1e-12)
    assert_allclose(at.coefficients, coefficients, rtol=1e-10)
    assert_allclose(at.vcov, vcov, rtol=1e-10)


def test_a_covariance_that_is_not_positive_definite_has_no_value():
    *_, moments = data()
    assert evaluate(moments, (SIGMA - 2 * np.eye(M))[None]) is None


def moved(sigma, group, entry, step):
    a, b = (index[entry] for index in ENTRIES)
    change = sigma.copy()
    change[group, a, b] += step
    if a != b:
        change[group, b, a] += step
    return change


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("groups", [1, 2])
def test_gradient_and_hessian_are_the_slopes(groups, reml):
    *_, moments = data(groups)
    sigma, step = scaled(groups), 1e-5
    a, b = ENTRIES
    twice = np.where(a == b, 1.0, 2.0)
    slopes = GroupSlopes(np.tile(by_entry(), (groups, 1, 1, 1)))
    at = evaluate(moments, sigma, reml=reml)
    found = second_order(at, slopes)
    for group in range(groups):
        for entry in range(len(a)):
            ahead = evaluate(moments, moved(sigma, group, entry, step), reml=reml)
            behind = evaluate(moments, moved(sigma, group, entry, -step), reml=reml)
            slope = (ahead.value - behind.value) / (2 * step)
            assert_allclose(
                twice[entry] * at.gradient[group, a[entry], b[entry]], slope, rtol=1e-5, atol=1e-6
            )
            change = (twice * (ahead.gradient - behind.gradient)[:, a, b] / (2 * step)).ravel()
            assert_allclose(found.hessian[group * len(a) + entry], change, rtol=1e-5, atol=1e-5)
            inverse = np.linalg.inv
            p = (inverse(ahead.vcov) - inverse(behind.vcov)) / (2 * step)
            assert_allclose(found.p_matrices[group * len(a) + entry], p, rtol=1e-5, atol=1e-5)


def test_expected_hessian_is_the_mean_of_the_observed(dense):
    """Over data drawn from the model, within Monte Carlo error."""
    x, y, subject, visit, _, _ = data()
    spread = dense(x, y, subject, visit).spread(SIGMA)
    factor, rng = np.linalg.cholesky(spread), np.random.default_rng(8)
    slopes = GroupSlopes(by_entry()[None])
    observed = []
    for _ in range(400):
        rows = np.column_stack([x, factor @ rng.normal(size=len(y))])
        at = evaluate(compute_moments(rows, find_patterns(subject, visit, M)), SIGMA[None])
        observed.append(second_order(at, slopes).hessian)
    expected = second_order(at, slopes).expected
    error = np.std(observed, axis=0) / np.sqrt(400)
    assert (np.abs(np.mean(observed, axis=0) - expected) < 5 * error + 1e-9).all()
    assert np.linalg.eigvalsh(expected)[0] > 0
    assert_allclose(fisher_information(at, slopes), fisher_information(at, slopes).T, rtol=1e-12)


@pytest.mark.parametrize("groups", [1, 2])
def test_many_visits_take_another_way_to_the_same_sums(monkeypatch, groups):
    *_, moments = data(groups)
    at = evaluate(moments, scaled(groups))
    slopes = GroupSlopes(np.tile(by_entry(), (groups, 1, 1, 1)))
    one = second_order(at, slopes)
    monkeypatch.setattr(slopes_file, "MANY_VISITS", 0)
    other = second_order(at, slopes)
    assert_allclose(other.hessian, one.hessian, rtol=1e-10)
    assert_allclose(other.expected, one.expected, rtol=1e-10)
