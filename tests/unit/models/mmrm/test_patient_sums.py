"""Rows by patient against sums by pattern of the same data."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.mmrm.moments import compute_moments
from dnoutcomes.models.mmrm.patient_sums import sums_by_patient
from dnoutcomes.models.mmrm.patterns import find_patterns

N, M, Q = 23, 4, 3


@pytest.fixture
def both():
    rng = np.random.default_rng(8)
    seen = rng.random((N, M)) < 0.7
    seen[:, 2] |= ~seen.any(axis=1)
    subject, visit = np.nonzero(seen)
    mixed = rng.permutation(len(subject))
    subject, visit = subject[mixed], visit[mixed]
    group = (np.arange(N) % 3 == 0).astype(np.intp)
    rows = rng.normal(size=(len(subject), Q))
    patterns = find_patterns(subject, visit, M, group)
    return rows, patterns, compute_moments(rows, patterns), sums_by_patient(rows, subject, visit, group)


def weights_by_pattern(patterns, seed=1):
    """Symmetric weights of each pattern, zero where it has no visit."""
    weights = np.random.default_rng(seed).normal(size=(len(patterns.counts), M, M))
    weights += weights.transpose(0, 2, 1)
    return weights * (patterns.observed[:, :, None] & patterns.observed[:, None, :])


def test_sums_are_those_of_the_patterns(both):
    _, patterns, moments, patients = both
    weights = weights_by_pattern(patterns)
    of_patients = weights[patterns.subject_pattern[patients.subjects]]
    assert_allclose(patients.weighted_sum(of_patients), moments.weighted_sum(weights))
    slopes = np.random.default_rng(2).normal(size=(5, M, M))
    slopes += slopes.transpose(0, 2, 1)
    for group in (0, 1):
        assert_allclose(
            patients.turned_products(of_patients, slopes, group),
            moments.turned_products(weights, slopes, group),
        )
    assert patients.n_observations == moments.n_observations
    assert (np.diff(patients.group) >= 0).all()


def test_inner_products_add_up_to_those_of_the_patterns(both):
    _, patterns, moments, patients = both
    matrix = np.array([[2.0, 0.3, -1.0], [0.3, 1.0, 0.5], [-1.0, 0.5, 4.0]])
    added = np.zeros_like(moments.inner_products(matrix))
    np.add.at(added, patterns.subject_pattern[patients.subjects], patients.inner_products(matrix))
    assert_allclose(added, moments.inner_products(matrix), atol=1e-12)


def test_outcome_products_are_those_of_the_patterns(both):
    *_, moments, patients = both
    for ours, theirs in zip(patients.outcome_products(), moments.outcome_products()):
        assert_allclose(np.triu(ours), theirs, atol=1e-12)


def test_a_patient_taken_off_or_counted_again_is_so_in_both(both):
    rows, patterns, moments, patients = both
    weights = weights_by_pattern(patterns, 3)
    of_patients = weights[patterns.subject_pattern[patients.subjects]]
    subject = 5
    mine = patients.cells[0] == np.flatnonzero(patients.subjects == subject)[0]
    in_order = rows[mine][np.argsort(patients.cells[1][mine])]
    pattern = int(patterns.subject_pattern[subject])
    one, other = (sums.without(subject, in_order, pattern) for sums in (moments, patients))
    assert_allclose(other.weighted_sum(of_patients), one.weighted_sum(weights))
    assert other.n_observations == one.n_observations == moments.n_observations - mine.sum()
    counts = np.arange(N) % 4
    weighted = rows * np.sqrt(counts[patients.subjects[patients.cells[0]]])[:, None]
    one, other = (sums.counted(weighted, patterns, counts) for sums in (moments, patients))
    assert_allclose(other.weighted_sum(of_patients), one.weighted_sum(weights))
    assert other.n_observations == one.n_observations
    assert other.counts.sum() == one.counts.sum() == counts.sum()
