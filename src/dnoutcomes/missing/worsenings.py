"""By how much missing scores are made worse: steps of a quarter of the spread of the scores, in round numbers."""

from __future__ import annotations

import math

from dnoutcomes.instruments import Instrument

#: How many steps of about a quarter of a standard deviation missing scores are made worse to find the tipping point.
STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10)


def worsenings_of(spread: float, instrument: Instrument) -> tuple[float, ...]:
    """Return how much worse missing scores are tried to be, up to about two and a half standard deviations.

    Parameters
    ----------
    spread : float
        Standard deviation of the scores at the start. Where there is none (NaN or 0), a fifth of the range stands in,
        or 1 where the outcome has no end.
    instrument : Instrument
        No score is tried to be worse by more than its range.

    Examples
    --------
    >>> from dnoutcomes.instruments import INSTRUMENTS
    >>> worsenings_of(1.7, INSTRUMENTS["pain_nrs"])
    (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
    >>> worsenings_of(19.0, INSTRUMENTS["npsi_total"])[-1]
    50.0
    """
    span = instrument.maximum - instrument.minimum
    if not spread > 0:
        spread = span / 5 if math.isfinite(span) else 1.0
    step = _round_step(spread / 4)
    return tuple(size for count in STEPS if (size := float(f"{count * step:.6g}")) <= span)


def _round_step(size: float) -> float:
    """The nearest of ..., 0.1, 0.2, 0.25, 0.5, 1, 2, ... by ratio, so that the grid has numbers that people use."""
    power = 10.0 ** math.floor(math.log10(size))
    return min((power * digit for digit in (1, 2, 2.5, 5, 10)), key=lambda step: abs(math.log(step / size)))
