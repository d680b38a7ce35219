import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.moments import compute_moments, merge_moments, sum_by_pattern
from dnoutcomes.models.mmrm.patterns import find_patterns


def unbalanced(seed=0, n=30, m=4, q=3):
    rng = np.random.default_rng(seed)
    seen = rng.random((n, m)) < 0.7
    seen[:, 0] |= ~seen.any(axis=1)
    subject, visit = np.nonzero(seen)
    order = rng.permutation(len(subject))
    return subject[order], visit[order], rng.normal(size=(len(subject), q))


def test_weighted_sums_and_inner_products_are_those_of_the_patients():
    subject, visit, rows = unbalanced()
    patterns = find_patterns(subject, visit, 4)
    moments = compute_moments(rows, patterns)
    rng = np.random.default_rng(1)
    weights = rng.normal(size=(len(patterns.counts), 4, 4))
    weights = weights + weights.transpose(0, 2, 1)
    matrix = rng.normal(size=(3, 3))
    matrix = matrix + matrix.T
    total, inner = np.zeros((3, 3)), np.zeros((len(patterns.counts), 4, 4))
    for patient in np.unique(subject):
        mine = subject == patient
        pattern = patterns.subject_pattern[patient]
        for j, row in zip(visit[mine], rows[mine]):
            for k, other in zip(visit[mine], rows[mine]):
                total += weights[pattern, j, k] * np.outer(row, other)
                inner[pattern, j, k] += row @ matrix @ other
    assert_allclose(moments.weighted_sum(weights), total, rtol=1e-12)
    assert_allclose(moments.inner_products(matrix), inner, atol=1e-12)
    assert moments.n_observations == len(rows)


def test_blocks_of_whole_patients_add_up_to_the_whole(monkeypatch):
    """Patterns of up to 4 visits and several patients, read about 5 rows at a time."""
    subject, visit, rows = unbalanced(seed=3)
    patterns = find_patterns(subject, visit, 4)
    whole, lengths = compute_moments(rows, patterns), []

    def take(which):
        lengths.append(len(rows[which]))
        return rows[which]

    # The package has a function of its own name, which hides the module of the same path.
    monkeypatch.setattr(sys.modules[sum_by_pattern.__module__], "BLOCK", 5)
    blocks = sum_by_pattern(take, 3, patterns)
    assert max(lengths) <= 5 < max(patterns.counts)
    assert sum(lengths) == len(rows)
    assert_allclose(blocks.packed, whole.packed, rtol=1e-12)


def test_parts_merge_into_the_whole():
    subject, visit, rows = unbalanced(seed=2)
    group = np.arange(30) % 2
    whole = compute_moments(rows, find_patterns(subject, visit, 4, group))
    parts = []
    for chosen in (np.arange(30) < 11, np.arange(30) >= 11):
        mine = chosen[subject]
        codes = np.unique(subject[mine], return_inverse=True)[1]
        parts.append(compute_moments(rows[mine], find_patterns(codes, visit[mine], 4, group[chosen])))
    merged = merge_moments(parts)

    def by_key(moments):
        return {
            (moments.group[p], tuple(moments.observed[p]), j, k): packed
            for p, j, k, packed in zip(moments.pattern, moments.first, moments.second, moments.packed)
        }

    ours, theirs = by_key(merged), by_key(whole)
    assert ours.keys() == theirs.keys()
    for key, packed in ours.items():
        assert_allclose(packed, theirs[key], rtol=1e-12, atol=1e-12)
    assert merged.counts.sum() == 30
    assert (np.diff(merged.group) >= 0).all()


def test_moments_of_other_columns_do_not_merge():
    subject, visit, rows = unbalanced()
    patterns = find_patterns(subject, visit, 4)
    with pytest.raises(ModelError, match="same visits and columns"):
        merge_moments([compute_moments(rows, patterns), compute_moments(rows[:, :2], patterns)])
