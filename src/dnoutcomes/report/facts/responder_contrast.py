"""ResponderContrast: responders of one threshold in both arms, as counted, adjusted and concluded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.plan import Responder
from dnoutcomes.report.facts.effect import NOTHING, Effect

Unseen = Literal["foretold", "left out"]


@dataclass(frozen=True)
class ResponderContrast:
    """Responders of one threshold in both arms.

    Attributes
    ----------
    responder : Responder
        The threshold.
    share_treated, share_reference : float
        Shares of responders; NaN where, and only where, the state isn't shown.
    difference, conf_low, conf_high : float
        Share of the treated minus share of the reference arm, as counted, and its interval; NaN where not shown, the
        interval also where clusters are too few for one.
    state : State
        Whether the shares are shown, and if not, why.
    n_patients : int or None
        Patients of both arms; None where the shares aren't shown.
    adjusted : Effect
        The difference adjusted for baseline, cause and covariates; unknown where there is none.
    concluded : Effect
        The difference that a conclusion may rest on; unknown where there is none.
    unseen : {"foretold", "left out"}
        What becomes in it of the patients without a score.
    n_concluded : int or None
        Patients whom it is about; None where there are none, or not to be told.
    """

    responder: Responder
    share_treated: float
    share_reference: float
    difference: float
    conf_low: float
    conf_high: float
    state: State = State.SHOWN
    n_patients: int | None = None
    adjusted: Effect = NOTHING
    concluded: Effect = NOTHING
    unseen: Unseen = "foretold"
    n_concluded: int | None = None

    def __post_init__(self) -> None:
        numbers = (self.share_treated, self.share_reference, self.difference)
        if any(math.isfinite(number) != (self.state is State.SHOWN) for number in numbers):
            raise ValueError(f"shares of responders that are {self.state} can't be {numbers}")
        if self.state in NOT_TO_BE_SHOWN and (self.adjusted.has_interval or self.concluded.has_interval):
            raise ValueError(f"a difference of responders that are {self.state} can't be shown")

    @classmethod
    def without(cls, responder: Responder, state: State) -> ResponderContrast:
        """Return why there are no shares."""
        return cls(responder, math.nan, math.nan, math.nan, math.nan, math.nan, state)

    @property
    def counted(self) -> Effect:
        """The difference as counted."""
        return Effect(self.difference, math.nan, self.conf_low, self.conf_high, state=self.state)
