import numpy as np
import pytest
from scipy import stats

from dnoutcomes.compare.selected_population import population_mean_beyond
from dnoutcomes.errors import ModelError


@pytest.mark.parametrize("z", [-4.0, -1.0, 0.0, 1.0])
def test_the_mean_behind_the_cut_is_found(z):
    # Quantiles of the truncated normal instead of draws: the answer is exact but for their spacing.
    mean, spread = 6.0, 1.8
    selected = stats.truncnorm(z, np.inf, loc=mean, scale=spread).ppf((np.arange(40000) + 0.5) / 40000)
    assert population_mean_beyond(selected, mean + z * spread) == pytest.approx(mean, abs=0.02)


def test_where_higher_is_better_the_cut_is_an_upper_bound():
    selected = stats.truncnorm(-1, np.inf, loc=6, scale=2).ppf((np.arange(5000) + 0.5) / 5000)
    mirrored = population_mean_beyond(-selected, cut=-4.0, better_sign=1)
    assert mirrored == pytest.approx(-population_mean_beyond(selected, cut=4.0))


def test_a_cut_far_from_everybody_selects_nobody():
    scores = np.random.default_rng(1).normal(6, 1, 500)
    assert population_mean_beyond(scores, cut=-20) == pytest.approx(scores.mean())


def test_what_the_sample_cannot_tell_is_refused():
    with pytest.raises(ModelError, match="2 of 3 baselines lie on the wrong side"):
        population_mean_beyond(np.array([3.0, 2.0, 5.0]), cut=4.0)
    with pytest.raises(ModelError, match="give population_mean"):
        population_mean_beyond(4 + np.random.default_rng(2).exponential(1, 2000), cut=4.0)
