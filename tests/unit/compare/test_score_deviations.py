from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from dnoutcomes.compare.score_deviations import ScoreDeviations, score_deviations
from dnoutcomes.errors import ModelError
from dnoutcomes.models import mmrm

RNG = np.random.default_rng(5)
SOME = ScoreDeviations(RNG.gamma(2, size=40) - 2, np.where(np.arange(40) % 3, 0.3, 1.4))
VALUES = np.array([-3.0, -0.4, 0.0, 0.7, 2.5, np.inf])
WEIGHTS = np.array([0.1, 0.3, 0.2, 0.25, 0.05, 0.1])


def test_shares_and_contributions_are_those_of_the_mixture():
    each = norm.cdf((VALUES[:, None] - SOME.centre) / SOME.spread)
    assert SOME.share_below(VALUES) == pytest.approx(each.mean(axis=1), abs=1e-3)
    assert SOME.contributions(VALUES, WEIGHTS) == pytest.approx(WEIGHTS @ each, abs=1e-3)
    assert SOME.contributions(VALUES, WEIGHTS).mean() == pytest.approx(
        WEIGHTS @ SOME.share_below(VALUES), abs=1e-6
    )


def test_the_density_is_the_derivative_and_nothing_lies_beyond():
    each = norm.pdf((VALUES[:, None] - SOME.centre) / SOME.spread) / SOME.spread
    assert SOME.density(VALUES) == pytest.approx(each.mean(axis=1), abs=5e-3)
    assert SOME.density(np.array([-99.0, np.inf])).tolist() == [0.0, 0.0]


def test_the_other_sign_turns_it_round():
    assert SOME.times(-1).share_below(VALUES) == pytest.approx(1 - SOME.share_below(-VALUES), abs=2e-3)


def test_blocks_change_nothing(monkeypatch):
    whole = SOME.share_below(VALUES), SOME.contributions(VALUES, WEIGHTS)
    monkeypatch.setattr("dnoutcomes.compare.score_deviations.BLOCK", 7)
    assert SOME.share_below(VALUES) == pytest.approx(whole[0], abs=1e-12)
    assert SOME.contributions(VALUES, WEIGHTS) == pytest.approx(whole[1], abs=1e-12)


@pytest.fixture(scope="module")
def trial():
    """Thirty patients at two visits; every third isn't seen at the second, every seventh at neither."""
    rng = np.random.default_rng(8)
    level = rng.normal(size=(30, 1))
    scores = level + rng.normal(0, 0.7, (30, 2)) + np.array([0.0, -0.5])
    scores[::3, 1] = np.nan
    scores[::7] = np.nan
    long = pd.DataFrame({
        "patient": np.repeat(np.arange(30), 2), "visit": ["W4", "W12"] * 30,
        "arm": np.repeat(["a", "b"], [24, 36]), "y": scores.ravel(),
    })  # fmt: skip
    long["visit"] = pd.Categorical(long["visit"], ["W4", "W12"])
    fit = mmrm("y ~ arm * visit", long, subject="patient", visit="visit")
    return fit, scores, fit.design.matrix(long).reshape(30, 2, -1)


def test_measured_where_seen_foretold_where_not(trial):
    fit, scores, designs = trial
    found = score_deviations(fit, scores, designs, 1, 0.5)
    left = scores - designs @ fit.inference.coefficients
    sigma = fit.covariance.to_numpy()
    seen, half, never = 1, 3, 0
    assert (found.centre[seen], found.spread[seen]) == pytest.approx((left[seen, 1], 0.5 / np.sqrt(12)))
    slope = sigma[0, 1] / sigma[0, 0]
    assert found.centre[half] == pytest.approx(slope * left[half, 0])
    assert found.spread[half] == pytest.approx(np.sqrt(sigma[1, 1] - slope * sigma[0, 1]))
    assert (found.centre[never], found.spread[never]) == pytest.approx((0.0, np.sqrt(sigma[1, 1])))


def test_continuous_scores_are_smoothed_a_little(trial):
    fit, scores, designs = trial
    found = score_deviations(fit, scores, designs, 1, 0.0)
    assert found.spread[1] == pytest.approx(0.1 * np.sqrt(fit.covariance.to_numpy()[1, 1]))


def test_a_covariance_by_group_is_refused(trial):
    fit, scores, designs = trial
    engine = replace(fit.engine)
    vars(engine)["covariance"] = {"a": fit.covariance, "b": fit.covariance}
    by_group = replace(fit, engine=engine)
    with pytest.raises(ModelError, match="differs between groups"):
        score_deviations(by_group, scores, designs, 1, 0.5)
