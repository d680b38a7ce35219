import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.balancing_weights import ESTIMANDS

SCORES = np.array([0.05, 0.3, 0.5, 0.9])
STEP = 1e-6


def shifted(scores, step):
    odds = scores / (1 - scores) * np.exp(step)
    return odds / (1 + odds)


@pytest.mark.parametrize("name", ESTIMANDS)
@pytest.mark.parametrize("arm", [0.0, 1.0])
def test_slopes_are_derivatives_in_the_log_odds(name, arm):
    family, treated = ESTIMANDS[name], np.full(4, arm)
    for value, slope in ((family.weight, family.weight_slope), (family.tilt, family.tilt_slope)):
        difference = value(treated, shifted(SCORES, STEP)) - value(treated, shifted(SCORES, -STEP))
        assert slope(treated, SCORES) == pytest.approx(difference / (2 * STEP), abs=1e-7)


@pytest.mark.parametrize("name", ESTIMANDS)
def test_weights_make_both_arms_the_same_population(name):
    # e w(1, e) and (1 - e) w(0, e) are both the density of the target, averaged over treatment.
    family, one, zero = ESTIMANDS[name], np.ones(4), np.zeros(4)
    density = SCORES * family.tilt(one, SCORES) + (1 - SCORES) * family.tilt(zero, SCORES)
    assert SCORES * family.weight(one, SCORES) == pytest.approx(density)
    assert (1 - SCORES) * family.weight(zero, SCORES) == pytest.approx(density)


def test_an_unknown_estimand_lists_the_known():
    with pytest.raises(ModelError, match=r"unknown estimand 'ato'.*Known: overlap, ate, att"):
        ESTIMANDS["ato"]
