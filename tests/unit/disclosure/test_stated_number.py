"""A number comes with its state, and neither without the other."""

import math

import pytest

from dnoutcomes.disclosure import State, StatedNumber


@pytest.mark.parametrize(
    ("value", "state"),
    [(0.26, State.SHOWN), (-3.0, State.SHOWN), (0.0, State.ZERO), (math.nan, State.NOT_ESTIMABLE)],
)
def test_the_state_follows_from_the_number(value, state):
    number = StatedNumber.of(value)
    assert number.state is state
    assert number.is_shown == math.isfinite(value)


@pytest.mark.parametrize("state", [state for state in State if state not in (State.SHOWN, State.ZERO)])
def test_what_isnt_shown_has_no_number(state):
    assert math.isnan(StatedNumber.without(state).value)
    with pytest.raises(ValueError, match=f"a number that is {state} can't be 0.3"):
        StatedNumber(0.3, state)


def test_what_is_shown_has_one():
    with pytest.raises(ValueError, match="shown can't be nan"):
        StatedNumber.without(State.SHOWN)
