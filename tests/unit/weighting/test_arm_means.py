import numpy as np
import pytest
import statsmodels.api as sm

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.arm_means import METHODS, Sample, estimate_means
from dnoutcomes.weighting.balancing_weights import ESTIMANDS
from dnoutcomes.weighting.score_model import ScoreRule

TERMS = ("constant", "x", "z")


def sample(n=300, seed=7, lost=0):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=n), rng.integers(0, 2, n).astype(float)
    treated = (rng.random(n) < 1 / (1 + np.exp(-0.6 * x))).astype(float)
    outcome = 1 + x + 0.5 * z + treated * (1 + 0.3 * x) + rng.normal(size=n)
    matrix = np.column_stack([np.ones(n), x, z])
    if not lost:
        return Sample(matrix, TERMS, treated, outcome)
    outcome[:lost] = np.nan
    return Sample(matrix, TERMS, treated, outcome, np.column_stack([matrix, treated]), (*TERMS, "treated"))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("estimand", ESTIMANDS)
@pytest.mark.parametrize("lost", [0, 40])
def test_influence_is_what_a_patient_adds(method, estimand, lost):
    """Against the estimate itself with one patient left out: the infinitesimal jackknife to first order."""
    everyone, rule = sample(lost=lost), ScoreRule(estimand)
    found = estimate_means(everyone, rule, method)
    assert found.influence.sum(axis=0) == pytest.approx([0, 0], abs=1e-9)
    for patient in (5, 60, 150, 299):
        without = estimate_means(everyone.rows(np.delete(np.arange(300), patient)), rule, method)
        # Second-order terms are of the size 1/n^2 times the residuals.
        assert found.means - without.means == pytest.approx(found.influence[patient], abs=6e-4)


def test_weighted_means_by_hand():
    data = sample()
    found = estimate_means(data, ScoreRule("att"), "weighted")
    treated, scores = data.treated == 1, found.score.fit.fitted
    odds = scores / (1 - scores)
    assert found.means[1] == pytest.approx(data.outcome[treated].mean())
    assert found.means[0] == pytest.approx(np.average(data.outcome[~treated], weights=odds[~treated]))


def test_the_augmented_estimate_is_exact_when_the_outcome_model_is():
    data = sample()
    exact = Sample(data.matrix, TERMS, data.treated, data.matrix @ [1.0, 2.0, 3.0] + 4 * data.treated)
    for estimand in ESTIMANDS:
        found = estimate_means(exact, ScoreRule(estimand), "aipw")
        assert found.means[1] - found.means[0] == pytest.approx(4, abs=1e-10)


@pytest.mark.parametrize("method", METHODS)
def test_a_randomised_sample_without_covariates_is_the_difference_of_means(method):
    data = sample()
    bare = Sample(data.matrix[:, :1], TERMS[:1], data.treated, data.outcome)
    found = estimate_means(bare, ScoreRule(), method)
    arms = data.outcome[data.treated == 1], data.outcome[data.treated == 0]
    assert found.means[1] - found.means[0] == pytest.approx(arms[0].mean() - arms[1].mean())
    error = np.sqrt((found.influence @ [-1, 1]) @ (found.influence @ [-1, 1]))
    assert error == pytest.approx(np.sqrt(arms[0].var() / len(arms[0]) + arms[1].var() / len(arms[1])))


def test_ancova_is_the_coefficient_of_a_weighted_regression():
    data = sample()
    for estimand in ESTIMANDS:
        found = estimate_means(data, ScoreRule(estimand), "ancova")
        fit = sm.WLS(data.outcome, np.column_stack([data.treated, data.matrix]), weights=found.weights).fit()
        assert found.means[1] - found.means[0] == pytest.approx(fit.params[0], rel=1e-9)


def test_a_level_that_an_arm_lacks_is_refused_by_outcome_models():
    data = sample()
    matrix = data.matrix.copy()
    matrix[data.treated == 1, 2] = 0
    lacking = Sample(matrix, TERMS, data.treated, data.outcome)
    rule = ScoreRule(penalty="firth")
    with pytest.raises(
        ModelError, match=r"outcome model of the treated arm \(\d+ patients\) can't be fitted: z is"
    ):
        estimate_means(lacking, rule, "aipw")
    assert np.isfinite(estimate_means(lacking, rule, "weighted").means).all()


def test_an_unknown_method_lists_the_known():
    with pytest.raises(
        ModelError, match=r"unknown method 'iptw'.*Known: weighted, aipw, ancova, standardised"
    ):
        estimate_means(sample(), ScoreRule(), "iptw")
