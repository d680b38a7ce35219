"""All clusters at once against every regression fitted again to the rows that are left."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.arm_means import Sample, estimate_means
from dnoutcomes.weighting.means_without import can_batch, means_without
from dnoutcomes.weighting.score_model import ScoreRule


def draw_sample(n=90, seed=5, *, penalty="none", lost=0.25):
    """A third treated, worse off; more of the treated lost."""
    rng = np.random.default_rng(seed)
    age, pain = rng.normal(60, 9, n), rng.normal(6, 1.3, n)
    level = (np.arange(n) % 7 == 2).astype(float)
    treated = (rng.random(n) < 1 / (1 + np.exp(0.8 - 0.5 * (pain - 6)))).astype(float)
    outcome = -0.5 * (pain - 6) - 0.8 * treated + 0.3 * level + rng.normal(0, 1 + 0.5 * treated, n)
    gone = rng.random(n) < lost * (0.6 + 0.9 * treated)
    matrix = np.column_stack([np.ones(n), age, pain, level])
    return Sample(
        matrix, ("constant", "age", "pain", "level"), treated, np.where(gone, np.nan, outcome),
        np.column_stack([np.ones(n), treated, age, pain, level]) if lost else None,
        ("constant", "treated", "age", "pain", "level"), penalty,
    )  # fmt: skip


def direct(sample, rule, method, everyone, clusters):
    """None where there is no estimate."""
    values = []
    for cluster in range(int(clusters.max()) + 1):
        try:
            rows = sample.rows(np.flatnonzero(clusters != cluster))
            values.append(estimate_means(rows, rule, method, near=everyone).means)
        except ModelError:
            values.append(None)
    return values


@pytest.mark.parametrize("method", ["weighted", "aipw"])
@pytest.mark.parametrize("estimand", ["overlap", "ate", "att"])
@pytest.mark.parametrize(("penalty", "lost"), [("none", 0.25), ("firth", 0.25), ("none", 0.0)])
@pytest.mark.parametrize("n_clusters", [None, 11])
def test_all_at_once_is_one_by_one(method, estimand, penalty, lost, n_clusters):
    sample, rule = draw_sample(penalty=penalty, lost=lost), ScoreRule(estimand)
    n = len(sample.treated)
    clusters = np.arange(n) if n_clusters is None else np.random.default_rng(2).permutation(n) % n_clusters
    everyone = estimate_means(sample, rule, method)
    found = means_without(sample, rule, method, everyone, clusters)
    assert found.settled.all()
    assert_allclose(found.means, direct(sample, rule, method, everyone, clusters), rtol=1e-8, atol=1e-9)
    assert np.abs(found.means - everyone.means).max() > 0.01


def test_an_arm_that_no_longer_lost_anybody_and_an_empty_arm_are_not_settled():
    sample, rule = draw_sample(), ScoreRule("overlap")
    lost_treated = np.isnan(sample.outcome) & (sample.treated == 1)
    clusters = np.where(lost_treated, 0, np.where(sample.treated == 0, 1, 2))
    found = means_without(sample, rule, "weighted", estimate_means(sample, rule, "weighted"), clusters)
    assert found.settled.tolist() == [False, False, False]


def test_separated_rows_are_not_settled():
    """Two patients of the treated arm have a high value that sets them apart once the third is left out."""
    sample = draw_sample(lost=0.0)
    high = np.zeros(len(sample.treated))
    treated, reference = np.flatnonzero(sample.treated == 1), np.flatnonzero(sample.treated == 0)
    high[[treated[0], treated[1], reference[3]]] = 1.0
    odd = replace(sample, matrix=np.column_stack([sample.matrix, high]), terms=(*sample.terms, "high"))
    rule = ScoreRule("ate")
    everyone = estimate_means(odd, rule, "aipw")
    found = means_without(odd, rule, "aipw", everyone, np.arange(len(high)))
    values = direct(odd, rule, "aipw", everyone, np.arange(len(high)))
    assert values[reference[3]] is None
    assert not found.settled[reference[3]]
    settled = np.flatnonzero(found.settled)
    assert len(settled) > 80
    assert_allclose(found.means[settled], [values[place] for place in settled], rtol=1e-8)


@pytest.mark.parametrize(
    ("rule", "method", "penalty"),
    [
        (ScoreRule("overlap", trim=0.05), "weighted", "none"),
        (ScoreRule("ate", stabilised=True), "aipw", "none"),
        (ScoreRule("overlap", penalty="ridge"), "weighted", "none"),
        (ScoreRule("overlap"), "weighted", "ridge"),
        (ScoreRule("overlap"), "ancova", "none"),
    ],
)
def test_what_depends_on_who_is_left_goes_one_by_one(rule, method, penalty):
    sample = draw_sample(penalty=penalty)
    assert not can_batch(rule, method, sample)
    assert can_batch(ScoreRule("overlap"), "weighted", draw_sample())
