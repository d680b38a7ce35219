import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.working_model import working_model

N = 60
RNG = np.random.default_rng(8)
ARM = np.repeat([0.0, 1.0], [36, 24])
# Six therapists of unequal size in one arm; in the other two pairs and lone patients.
CLUSTERS = np.concatenate([[10, 10, 11, 11], np.arange(12, 44), RNG.integers(0, 6, 24)])
DESIGN = np.column_stack([np.ones(N), ARM, RNG.normal(size=N)])
OUTCOME = RNG.normal(size=N) + 3.0 * RNG.normal(size=44)[CLUSTERS] - ARM
WEIGHTS = RNG.uniform(0.2, 1.0, N)
EFFECT = np.eye(3)[1]


def deviations(left_out):
    """What each cluster's deviation is as a linear function of the outcomes, shape (G, n), and the estimate's own."""

    def solve(rows):
        function = np.zeros(N)
        weighted = DESIGN[rows] * WEIGHTS[rows, None]
        function[rows] = EFFECT @ np.linalg.solve(weighted.T @ DESIGN[rows], weighted.T)
        return function

    whole = solve(np.ones(N, dtype=bool))
    coefficients = np.linalg.solve((DESIGN * WEIGHTS[:, None]).T @ DESIGN, (DESIGN * WEIGHTS[:, None]).T)
    residuals = np.eye(N) - DESIGN @ coefficients
    found = []
    for cluster in np.unique(CLUSTERS):
        own = cluster == CLUSTERS
        found.append(solve(~own) - whole if left_out else (whole * own) @ residuals)
    return np.array(found), whole


@pytest.mark.parametrize("left_out", [True, False])
def test_df_and_factor_are_those_of_the_quadratic_form_laid_out(left_out):
    found = working_model(DESIGN, EFFECT, OUTCOME, WEIGHTS, CLUSTERS, left_out=left_out)
    covariance = np.where(CLUSTERS[:, None] == CLUSTERS, found.correlation, 0.0)
    np.fill_diagonal(covariance, 1.0)
    each, whole = deviations(left_out)
    between = each @ covariance @ each.T
    count = len(each)
    expected = np.trace(between) * ((count - 1) / count if left_out else 1.0)
    assert found.df == pytest.approx(np.trace(between) ** 2 / np.sum(between**2))
    assert found.factor == pytest.approx(whole @ covariance @ whole / expected)
    assert 0.1 < found.correlation < 0.9
    assert (found.factor < 1) == left_out


def test_clusters_of_one_arm_each_have_the_df_of_their_means():
    """Four and three clusters of ten, no covariate: the df of two means of four and three values."""
    arm = np.repeat([0.0, 1.0], [40, 30])
    clusters = np.repeat(np.arange(7), 10)
    outcome = np.random.default_rng(2).normal(size=7)[clusters] + np.random.default_rng(3).normal(size=70)
    found = working_model(
        np.column_stack([np.ones(70), arm]), np.eye(2)[1], outcome, np.ones(70), clusters, left_out=False
    )
    # Means of k values of variance v, deviations not divided by k - 1: v (k - 1) / k^2 on k - 1 df.
    parts = [(3 / 16, 3), (2 / 9, 2)]
    variance = sum(part for part, _ in parts)
    assert found.df == pytest.approx(variance**2 / sum(part**2 / df for part, df in parts))
    assert found.factor == pytest.approx((1 / 4 + 1 / 3) / variance)


def test_correlation_is_found_and_never_negative():
    rng = np.random.default_rng(5)
    clusters = np.repeat(np.arange(400), 5)
    design = np.column_stack([np.ones(2000), rng.random(2000) < 0.4])
    shared = rng.normal(size=400)[clusters] + rng.normal(size=2000) * np.sqrt(3)
    found = working_model(design, np.eye(2)[1], shared, np.ones(2000), clusters, left_out=False)
    # Its standard error is about sqrt(2 / 400) (1 - r) (1 + 4 r) / sqrt(20) = 0.02 (Donner 1986).
    assert found.correlation == pytest.approx(0.25, abs=0.08)
    apart = np.tile([2.0, -2.0, 1.0, -1.0, 0.0], 400) + 0.1 * rng.normal(size=2000)
    assert (
        working_model(design, np.eye(2)[1], apart, np.ones(2000), clusters, left_out=False).correlation == 0
    )


def test_a_cluster_that_has_an_arm_alone_adds_no_deviation():
    clusters = np.where(ARM == 1, 0, np.arange(N))
    found = working_model(DESIGN, EFFECT, OUTCOME, WEIGHTS, clusters, left_out=True)
    spread = working_model(DESIGN, EFFECT, OUTCOME, WEIGHTS, np.arange(N), left_out=True)
    assert found.factor > spread.factor


def test_too_few_clusters_have_no_interval():
    two = np.where(ARM == 1, np.arange(N) % 2, np.arange(N) % 2 + 2)
    with pytest.raises(ModelError, match=r"the clusters leave 1 degrees of freedom, fewer than 1\.5"):
        working_model(DESIGN[:, :2], EFFECT[:2], OUTCOME, np.ones(N), np.arange(N) % 2, left_out=False)
    assert working_model(DESIGN, EFFECT, OUTCOME, WEIGHTS, two, left_out=False).df < 2.5
    with pytest.raises(ModelError, match="3 patients with an outcome and 3 columns"):
        working_model(DESIGN[-3:], EFFECT, OUTCOME[-3:], WEIGHTS[-3:], CLUSTERS[-3:], left_out=False)
