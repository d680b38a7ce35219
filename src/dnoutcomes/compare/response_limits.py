"""The least improvement that is a response, patient by patient, on a scale that has steps and ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.instruments import Instrument
from dnoutcomes.plan import Responder

Array = NDArray[np.float64]

#: Scores are decimal numbers stored in binary.
ROUNDING = 1e-9


def response_limits(baseline: Array, responder: Responder, instrument: Instrument, step: float) -> Array:
    """Find the improvement above which a patient is a responder.

    Parameters
    ----------
    baseline : array of shape (n,)
    responder : Responder
        The threshold; an improvement equal to it counts.
    instrument : Instrument
        Its direction and its ends.
    step : float
        Between possible scores; 0 where they're continuous.

    Returns
    -------
    array of shape (n,)
        Infinite where no possible score is a response, or where a percent of the score at the start has no meaning.
        With steps it lies half a step below the least improvement that a possible score can have and that is a
        response, which is where a rounded score begins to count.

    Examples
    --------
    >>> from dnoutcomes.instruments import INSTRUMENTS
    >>> thirty = Responder(value=30, scale="percent")
    >>> response_limits(np.array([5.0, 6.0, 0.0]), thirty, INSTRUMENTS["pain_nrs"], 1.0).tolist()  # 3 of 5, 4 of 6
    [1.5, 1.5, inf]
    """
    percent = responder.scale == "percent"
    least = baseline * responder.value / 100 if percent else np.full(len(baseline), float(responder.value))
    sign, limits = instrument.better_sign, least
    target = baseline + sign * least
    if step > 0:
        steps_up = (target - instrument.minimum) / step
        whole = np.floor(steps_up + ROUNDING) if sign < 0 else np.ceil(steps_up - ROUNDING)
        target = instrument.minimum + whole * step
        limits = sign * (target - baseline) - step / 2
    possible = (target >= instrument.minimum - ROUNDING) & (target <= instrument.maximum + ROUNDING)
    if percent:
        possible &= baseline > 0
    return np.where(possible, limits, np.inf)
