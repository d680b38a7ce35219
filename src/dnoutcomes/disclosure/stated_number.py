"""StatedNumber: a number that may be shown, or the state that it isn't there for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dnoutcomes.disclosure.state import State


@dataclass(frozen=True)
class StatedNumber:
    """A number that may be shown, or why there is none.

    Attributes
    ----------
    value : float
        NaN where the state isn't shown or zero.
    state : State

    Examples
    --------
    >>> StatedNumber.of(0.26), StatedNumber.of(0.0).state
    (StatedNumber(value=0.26, state=<State.SHOWN: 'shown'>), <State.ZERO: 'zero'>)
    >>> StatedNumber.without(State.HIDDEN).is_shown
    False
    """

    value: float
    state: State

    def __post_init__(self) -> None:
        if math.isfinite(self.value) != (self.state in (State.SHOWN, State.ZERO)):
            raise ValueError(f"a number that is {self.state} can't be {self.value}")

    @classmethod
    def of(cls, value: float) -> StatedNumber:
        """Return a number that is shown; one that could not be worked out is not estimable."""
        if not math.isfinite(value):
            return cls.without(State.NOT_ESTIMABLE)
        return cls(float(value), State.SHOWN if value else State.ZERO)

    @classmethod
    def without(cls, state: State) -> StatedNumber:
        """Return why there is no number."""
        return cls(math.nan, state)

    @property
    def is_shown(self) -> bool:
        """Whether there is a number, be it zero."""
        return math.isfinite(self.value)
