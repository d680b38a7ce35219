import numpy as np
import pytest

from dnoutcomes.models.mmrm.cluster_robust import cluster_robust


def test_the_ratio_of_variances_is_found():
    rng = np.random.default_rng(6)
    codes = np.repeat(np.arange(200), 20)
    x = np.column_stack([np.ones(4000), rng.normal(size=4000)])
    y = rng.normal(0, 0.8, 200)[codes] + rng.normal(0, 1.6, 4000)
    q, r = np.linalg.qr(x)
    found = cluster_robust(q, np.linalg.inv(r).T, y - q @ (q.T @ y), codes)
    # Two hundred intercepts tell their variance to a tenth.
    assert found.intercepts.ratio == pytest.approx(0.25, rel=0.3)


def test_clusters_that_are_more_alike_than_chance_have_none():
    rng = np.random.default_rng(2)
    codes = np.tile(np.arange(10), 6)
    y = rng.normal(size=60)
    y = y - np.array([y[codes == code].mean() for code in range(10)])[codes]
    one = np.full((60, 1), 60**-0.5)
    assert cluster_robust(one, one[:1], y - y.mean(), codes).intercepts.ratio == 0.0
