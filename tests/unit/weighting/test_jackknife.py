import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.jackknife import jackknife

VALUES = np.random.default_rng(1).gamma(2, size=30)
ALL = np.array([VALUES.mean()])


def mean(rows):
    return np.array([VALUES[rows].mean()])


def test_error_of_a_mean_is_the_textbook_one():
    found = jackknife(mean, ALL, np.arange(30))
    assert found.vcov[0, 0] == pytest.approx(VALUES.var(ddof=1) / 30, rel=1e-10)
    assert found.failed == 0


def test_whole_clusters_are_left_out():
    clusters = np.arange(30) % 6
    found = jackknife(mean, ALL, clusters)
    means = np.array([VALUES[clusters == g].mean() for g in range(6)])
    # Clusters of equal size are as so many values.
    assert found.without.shape == (6, 1)
    assert found.vcov[0, 0] == pytest.approx(means.var(ddof=1) / 6, rel=1e-10)


def failing(count):
    def estimate(rows):
        if len(np.intersect1d(rows, np.arange(count))) < count:
            raise ModelError("the arm is empty")
        return mean(rows)

    return estimate


def test_few_that_cannot_be_left_out_are_made_up_for():
    found = jackknife(failing(3), ALL, np.arange(30))
    assert found.failed == 3
    expected = 29 / 27 * ((found.without - ALL) ** 2).sum()
    assert found.vcov[0, 0] == pytest.approx(expected)


def test_many_are_refused_with_the_reason():
    with pytest.raises(ModelError, match=r"4 of 30 patients .* the last one because the arm is empty"):
        jackknife(failing(4), ALL, np.arange(30))


def test_one_cluster_has_no_error():
    with pytest.raises(ModelError, match="all patients are in one cluster"):
        jackknife(mean, ALL, np.zeros(30, dtype=int))
