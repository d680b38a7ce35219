from math import inf

import pytest

from dnoutcomes.compare.binary_effect import BinaryEffect
from dnoutcomes.compare.number_needed_to_treat import (
    Segment,
    number_needed_from_interval,
    number_needed_to_treat,
)
from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.errors import ModelError


def effect(estimate, low, high, measure="risk difference"):
    return BinaryEffect(measure, estimate, low, high, 1, 10, 1, 10, "given", 0.95)


def test_one_segment_when_the_difference_is_clear():
    nnt = number_needed_to_treat(effect(0.2, 0.05, 0.4))
    assert nnt.estimate == 5
    assert nnt.segments == (Segment("benefit", 2.5, 20),)
    assert nnt.text == "NNTB 5 (NNTB 2.5 to 20)"


def test_two_segments_meet_at_infinity():
    # Altman BMJ 1998;317:1309: a difference of 10 % (-5 % to 25 %) is NNTB 10 (NNTH 20 to infinity to NNTB 4).
    nnt = number_needed_to_treat(effect(0.10, -0.05, 0.25))
    assert nnt.segments == (Segment("benefit", 4, inf), Segment("harm", 20, inf))


def test_a_harmful_difference_and_its_mirror():
    assert number_needed_to_treat(effect(-0.25, -0.5, -0.1)).text == "NNTH 4 (NNTH 2 to 10)"
    unwanted = number_needed_to_treat(effect(-0.25, -0.5, -0.1), event_is_favourable=False)
    assert unwanted.text == "NNTB 4 (NNTB 2 to 10)"


def test_an_interval_that_ends_at_zero_is_one_segment_to_infinity():
    assert number_needed_to_treat(effect(0.1, 0.0, 0.2)).text == "NNTB 10 (NNTB 5 to infinity)"


def test_no_difference_is_an_infinite_number():
    nnt = number_needed_to_treat(risk_difference(0, 20, 0, 20))
    assert nnt.direction == "none"
    assert nnt.estimate == inf
    assert nnt.text == "NNT infinity (NNTB 6.21 to infinity to NNTH 6.21)"


def test_large_numbers_keep_their_digits():
    assert "NNTB 12500" in number_needed_to_treat(effect(1 / 12500, 1 / 99000, 0.5)).text


def test_a_ratio_is_refused():
    with pytest.raises(ModelError, match="expected a risk difference, got a risk ratio"):
        number_needed_to_treat(effect(2.0, 1.0, 3.0, measure="risk ratio"))


@pytest.mark.parametrize("limits", [(0.3, 0.4), (float("nan"), 0.4), (0.4, 0.1)])
def test_limits_that_do_not_hold_the_estimate_are_refused(limits):
    with pytest.raises(ModelError, match=r"a risk difference of 0.2 with limits .* can't be used"):
        number_needed_from_interval(0.2, *limits)
