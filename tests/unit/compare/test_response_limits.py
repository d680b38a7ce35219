import numpy as np
import pytest

from dnoutcomes.compare.response_limits import response_limits
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan import Responder

PAIN = INSTRUMENTS["pain_nrs"]
BETTER_HIGH = INSTRUMENTS["bbs"]


def limits(baseline, value, scale, instrument=PAIN, step=1.0):
    return response_limits(
        np.array(baseline, dtype=float), Responder(value=value, scale=scale), instrument, step
    )


@pytest.mark.parametrize("value", [30.0, 50.0])
def test_a_whole_score_is_a_response_exactly_beyond_the_limit(value):
    for start in range(1, 11):
        (limit,) = limits([start], value, "percent")
        for score in range(11):
            responds = start - score >= start * value / 100 - 1e-9
            assert (start - score > limit) == responds, (start, score)


def test_steps_go_half_a_step_beyond_and_continuous_scores_do_not():
    assert limits([7], 2, "points").tolist() == [1.5]
    assert limits([7], 2, "points", step=0.0).tolist() == [2.0]
    # A mean of two scores of a day: 6.5 - 4 is the least improvement of 2 or more that ends in a whole score.
    assert limits([6.5], 2, "points").tolist() == [2.0]


def test_what_cannot_be_reached_is_no_response():
    assert limits([1, 2], 2, "points").tolist() == [np.inf, 1.5]
    assert limits([0, 0.4], 30, "percent", step=0.0).tolist() == [np.inf, pytest.approx(0.12)]


def test_where_higher_is_better_the_improvement_goes_up_to_the_top():
    top = BETTER_HIGH.maximum
    assert BETTER_HIGH.better_sign == 1
    assert limits([top - 4, top - 3, top - 6.5], 4, "points", BETTER_HIGH).tolist() == [3.5, np.inf, 4.0]
