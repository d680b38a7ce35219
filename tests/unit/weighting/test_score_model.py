import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.score_model import ScoreRule, fit_score

TERMS = ("constant", "x")


@pytest.fixture
def sample():
    rng = np.random.default_rng(12)
    x = rng.normal(size=300)
    return np.column_stack([np.ones(300), x]), (rng.random(300) < 1 / (1 + np.exp(-1.5 * x))).astype(float)


def test_trimming_keeps_the_middle_and_fits_again(sample):
    whole, trimmed = fit_score(*sample, TERMS, ScoreRule()), fit_score(*sample, TERMS, ScoreRule(trim=0.2))
    assert trimmed.within_trim.tolist() == ((whole.fit.fitted >= 0.2) & (whole.fit.fitted <= 0.8)).tolist()
    assert 0 < trimmed.within_trim.sum() == len(trimmed.weights) < 300
    assert trimmed.fit.fitted.mean() == pytest.approx(trimmed.treated.mean())
    assert not np.allclose(trimmed.fit.fitted, whole.fit.fitted[trimmed.within_trim])


def test_stabilised_weights_average_to_one(sample):
    plain = fit_score(*sample, TERMS, ScoreRule("ate"))
    stable = fit_score(*sample, TERMS, ScoreRule("ate", stabilised=True))
    share = sample[1].mean()
    assert stable.weights[sample[1] == 1] == pytest.approx(share * plain.weights[sample[1] == 1])
    assert stable.weights.mean() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("stabilised", [False, True])
def test_weight_slopes_are_derivatives_in_the_coefficients(sample, stabilised):
    matrix, treated = sample
    model = fit_score(matrix, treated, TERMS, ScoreRule("ate", stabilised=stabilised))
    for j in (0, 1):
        step = np.zeros(2)
        step[j] = 1e-6
        ends = []
        for sign in (1, -1):
            scores = 1 / (1 + np.exp(-(matrix @ (model.fit.coefficients + sign * step))))
            weights = model.rule.balancing.weight(treated, scores)
            share = np.where(treated == 1, treated.mean(), 1 - treated.mean())
            ends.append(weights * share if stabilised else weights)
        assert model.weight_slopes()[:, j] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"estimand": "everyone"}, "unknown estimand 'everyone'"),
        ({"stabilised": True}, "stabilised weights belong to estimand 'ate', got 'overlap'"),
        ({"trim": 0.5}, "trim must lie between 0 and 0.5, got 0.5"),
        ({"trim": 0}, "trim must lie between 0 and 0.5, got 0"),
    ],
)
def test_rules_without_meaning_are_refused(options, message):
    with pytest.raises(ModelError, match=message):
        ScoreRule(**options)


def test_trimming_everyone_of_an_arm_is_refused():
    # Almost all of the reference arm has a low score.
    x = np.concatenate([np.full(200, -3.0), np.full(3, 3.0), np.full(60, 3.0), [-3.0]])
    treated = np.concatenate([np.zeros(203), np.ones(61)])
    with pytest.raises(ModelError, match=r"trimming at 0.4 leaves nobody in the treated arm"):
        fit_score(np.column_stack([np.ones(264), x]), treated, TERMS, ScoreRule(trim=0.4))
