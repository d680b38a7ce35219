"""Effect: a difference with its interval, and what the interval allows to be said, in both directions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.figures.number_text import decimals_for

Verdict = Literal[
    "better", "slightly better", "worse", "slightly worse", "close", "uncertain", "hidden", "none"
]


@dataclass(frozen=True)
class Effect:
    """A difference between the arms with its interval, in units of the outcome.

    Attributes
    ----------
    estimate, std_error, conf_low, conf_high : float
    confidence_level : float
    state : State
        Whether it is shown, and if not, why.
    p_value : float
        Of no difference; NaN where it's of no use.
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    confidence_level: float = 0.95
    state: State = State.SHOWN
    p_value: float = math.nan

    @property
    def decimals(self) -> int:
        """Decimals that the error allows."""
        return decimals_for(self.std_error)

    @property
    def has_interval(self) -> bool:
        """Whether there is a number with an interval, as in few clusters there may be none."""
        return self.state is State.SHOWN and all(
            map(math.isfinite, (self.estimate, self.conf_low, self.conf_high))
        )


#: The effect where there is none.
NOTHING = Effect(math.nan, math.nan, math.nan, math.nan, state=State.NOT_ESTIMABLE)


def judge(effect: Effect, better_sign: int, margin: float) -> Verdict:
    """Say what an interval allows.

    Parameters
    ----------
    effect : Effect
    better_sign : {-1, 1}
        Which sign of the difference favours the arm.
    margin : float
        Differences below this count as close to none. NaN: nothing is ever called close.

    Returns
    -------
    str
        "better" or "worse" where the interval excludes zero; "slightly ..." where it also stays inside the margin;
        "close" where it includes zero and stays inside the margin; else "uncertain". "hidden" and "none"
        where there is no number.

    Examples
    --------
    >>> judge(Effect(-0.9, 0.2, -1.3, -0.5), better_sign=-1, margin=0.4)
    'better'
    >>> judge(Effect(-0.3, 0.3, -0.9, 0.3), better_sign=-1, margin=0.4)
    'uncertain'
    """
    if effect.state in NOT_TO_BE_SHOWN:
        return "hidden"
    if not effect.has_interval:
        return "none"
    low, high = sorted((better_sign * effect.conf_low, better_sign * effect.conf_high))
    inside = max(abs(low), abs(high)) < margin
    if low > 0:
        return "slightly better" if inside else "better"
    if high < 0:
        return "slightly worse" if inside else "worse"
    return "close" if inside else "uncertain"
