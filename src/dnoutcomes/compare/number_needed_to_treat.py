"""Number needed to treat, with an interval of two segments when the risk difference may be zero."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf, nan

from dnoutcomes.compare.binary_effect import BinaryEffect
from dnoutcomes.errors import ModelError


@dataclass(frozen=True)
class Segment:
    """A stretch of numbers needed to treat.

    Attributes
    ----------
    direction : {"benefit", "harm"}
        NNTB or NNTH.
    low, high : float
        Its ends, at least 1; `high` may be infinite.
    """

    direction: str
    low: float
    high: float


@dataclass(frozen=True)
class NumberNeededToTreat:
    """Patients to treat for one more of them to have, or be spared, the event.

    Attributes
    ----------
    direction : {"benefit", "harm", "none"}
        Side of the estimate; "none" when the risk difference is exactly 0.
    estimate : float
        1 / |risk difference|; infinite when the difference is 0.
    segments : tuple of Segment
        One segment, or two that meet at infinity when the interval of the risk difference holds 0 inside.
    text : str
        The same for a reader, such as "NNTB 10 (NNTB 4 to infinity to NNTH 20)".
    confidence_level : float
        Coverage of the segments together.
    """

    direction: str
    estimate: float
    segments: tuple[Segment, ...]
    text: str
    confidence_level: float

    def one_sided(self, direction: str) -> dict[str, float]:
        """Return the numbers of one side, "benefit" or "harm": estimate, conf_low, conf_high; NaN where it has none."""
        ends = [(part.low, part.high) for part in self.segments if part.direction == direction]
        low, high = ends[0] if ends else (nan, nan)
        here = bool(ends) and self.direction in (direction, "none")
        return {"estimate": self.estimate if here else nan, "conf_low": low, "conf_high": high}


def number_needed_to_treat(
    risk_difference: BinaryEffect, *, event_is_favourable: bool = True
) -> NumberNeededToTreat:
    """Turn a risk difference and its interval into a number needed to treat.

    Parameters
    ----------
    risk_difference : BinaryEffect
        With measure "risk difference".
    event_is_favourable : bool
        True when the event is wanted (a response), False when it isn't (an adverse event).

    Returns
    -------
    NumberNeededToTreat
        Unrounded numbers and a text with three significant digits.

    Raises
    ------
    ModelError
        If the effect isn't a risk difference.

    Notes
    -----
    A difference of 0 is an infinite number needed to treat, so an interval for the difference that holds 0
    turns into NNTB from its one end to infinity, and on to NNTH from the other.

    References
    ----------
    Altman DG. BMJ 1998;317:1309-1312.

    Examples
    --------
    >>> effect = BinaryEffect("risk difference", 0.10, -0.05, 0.25, 20, 100, 10, 100, "published", 0.95)
    >>> number_needed_to_treat(effect).text
    'NNTB 10 (NNTB 4 to infinity to NNTH 20)'
    """
    if risk_difference.measure != "risk difference":
        raise ModelError(f"expected a risk difference, got a {risk_difference.measure}")
    return number_needed_from_interval(
        risk_difference.estimate,
        risk_difference.conf_low,
        risk_difference.conf_high,
        event_is_favourable=event_is_favourable,
        confidence_level=risk_difference.confidence_level,
    )


def number_needed_from_interval(
    estimate: float,
    conf_low: float,
    conf_high: float,
    *,
    event_is_favourable: bool = True,
    confidence_level: float = 0.95,
) -> NumberNeededToTreat:
    """Turn any risk difference (weighted, standardised, imputed) with its interval into a number needed to treat.

    Parameters
    ----------
    estimate, conf_low, conf_high : float
        Risk in the arm minus risk in the reference arm, and its limits.
    event_is_favourable, confidence_level
        As in `number_needed_to_treat`.

    Raises
    ------
    ModelError
        If a number is missing or the limits don't hold the estimate.

    Examples
    --------
    >>> number_needed_from_interval(-0.2, -0.3, -0.1, event_is_favourable=False).text
    'NNTB 5 (NNTB 3.33 to 10)'
    """
    if not conf_low <= estimate <= conf_high:
        raise ModelError(
            f"a risk difference of {estimate:g} with limits {conf_low:g} and {conf_high:g} can't be used"
        )
    sign = 1 if event_is_favourable else -1
    low, high = sorted((sign * conf_low, sign * conf_high))
    value = sign * estimate
    segments = _segments(low, high)
    direction = "none" if value == 0 else _direction(value)
    needed = _inverse(value)
    return NumberNeededToTreat(
        direction, needed, segments, _text(direction, needed, segments), confidence_level
    )


def _segments(low: float, high: float) -> tuple[Segment, ...]:
    if low >= 0:
        return (Segment("benefit", _inverse(high), _inverse(low)),)
    if high <= 0:
        return (Segment("harm", _inverse(low), _inverse(high)),)
    return (Segment("benefit", _inverse(high), inf), Segment("harm", _inverse(low), inf))


def _direction(difference: float) -> str:
    return "benefit" if difference > 0 else "harm"


def _inverse(difference: float) -> float:
    return inf if difference == 0 else 1 / abs(difference)


def _text(direction: str, estimate: float, segments: tuple[Segment, ...]) -> str:
    names = {"benefit": "NNTB", "harm": "NNTH", "none": "NNT"}
    first = segments[0]
    if len(segments) == 2:
        inside = f"NNTB {_digits(first.low)} to infinity to NNTH {_digits(segments[1].low)}"
    else:
        inside = f"{names[first.direction]} {_digits(first.low)} to {_digits(first.high)}"
    return f"{names[direction]} {_digits(estimate)} ({inside})"


def _digits(number: float) -> str:
    if isinf(number):
        return "infinity"
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
