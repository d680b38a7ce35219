import numpy as np
from numpy.testing import assert_allclose

from dnoutcomes.models.mmrm.empirical import empirical_covariance
from dnoutcomes.models.mmrm.moments import compute_moments
from dnoutcomes.models.mmrm.patterns import find_patterns


def rows_of(n, missing, seed):
    rng = np.random.default_rng(seed)
    seen = rng.random((n, 4)) >= missing
    seen[:, 0] = True
    subject, visit = np.nonzero(seen)
    outcome = (rng.normal(size=(n, 4)) + rng.normal(size=(n, 1)))[seen]
    return subject, visit, outcome


def moments_of(subject, visit, outcome):
    rows = np.column_stack([np.ones(len(outcome)), outcome])
    return compute_moments(rows, find_patterns(subject, visit, 4))


def test_it_is_pairwise_complete():
    subject, visit, outcome = rows_of(60, 0.3, 6)
    wide = np.full((60, 4), np.nan)
    wide[subject, visit] = outcome
    expected = np.nanmean(wide[:, :, None] * wide[:, None, :], axis=0)
    assert_allclose(empirical_covariance(moments_of(subject, visit, outcome))[0], expected)


def test_few_patients_give_a_positive_definite_one():
    moments = moments_of(*rows_of(8, 0.5, 5))
    assert np.linalg.eigvalsh(empirical_covariance(moments)[0])[0] > 0
