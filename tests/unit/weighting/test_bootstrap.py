from operator import methodcaller

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.bootstrap import bootstrap

VALUES = np.random.default_rng(1).normal(size=80)


def mean(rows):
    return np.array([VALUES[rows].mean()])


def test_error_of_a_mean():
    drawn = bootstrap(mean, np.arange(80), replicates=2000, seed=3)
    # Three Monte Carlo errors of a standard deviation from 2000 draws (1.6 % each).
    assert np.sqrt(drawn.vcov[0, 0]) == pytest.approx(VALUES.std() / np.sqrt(80), rel=0.05)


def test_whole_clusters_are_drawn():
    clusters = np.arange(80) % 8

    def whole(rows):
        assert (np.bincount(clusters[rows], minlength=8) % 10 == 0).all()
        return mean(rows)

    drawn = bootstrap(whole, clusters, replicates=50, seed=3)
    assert drawn.replicates.shape == (50, 1)


def test_the_seed_decides_and_a_longer_run_begins_alike():
    short, long = (bootstrap(mean, np.arange(80), replicates=count, seed=5).replicates for count in (20, 40))
    assert short.tolist() == long[:20].tolist()
    assert bootstrap(mean, np.arange(80), replicates=20, seed=6).replicates.tolist() != short.tolist()


def test_a_few_failures_are_counted_and_many_are_refused():
    def failing(share):
        def estimate(rows):
            if rows[0] < share * 80:
                raise ModelError("no patient in the arm")
            return mean(rows)

        return estimate

    few = bootstrap(failing(0.02), np.arange(80), replicates=400, seed=1)
    assert 0 < few.failed < 20
    assert len(few.replicates) == 400 - few.failed
    with pytest.raises(
        ModelError, match="of 400 bootstrap replicates failed, the last one because no patient in the"
    ):
        bootstrap(failing(0.5), np.arange(80), replicates=400, seed=1)


def test_one_replicate_is_refused():
    with pytest.raises(ModelError, match="at least 2 replicates, got 1"):
        bootstrap(mean, np.arange(80), replicates=1, seed=1)


def test_more_processes_change_nothing_but_the_time():
    row_mean = methodcaller("mean", keepdims=True)
    here = bootstrap(row_mean, np.arange(80), replicates=30, seed=5)
    said = []
    there = bootstrap(
        row_mean, np.arange(80), replicates=30, seed=5, n_jobs=2, progress=lambda *counts: said.append(counts)
    )
    assert there.replicates.tolist() == here.replicates.tolist()
    assert said == [(done, 30) for done in range(1, 31)]


def test_an_estimate_that_cannot_be_copied_is_refused_before_a_process_starts():
    with pytest.raises(
        ModelError, match=r"can't be copied to other processes .*: make it a function of a module"
    ):
        bootstrap(lambda rows: mean(rows), np.arange(80), replicates=30, seed=5, n_jobs=2)
