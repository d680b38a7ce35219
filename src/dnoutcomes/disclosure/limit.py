"""Limit: what is known of counts beside the sums that link them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dnoutcomes.disclosure.count import Key


@dataclass(frozen=True)
class Limit:
    """A weighted sum of counts lies between two numbers.

    Attributes
    ----------
    weights : mapping of key to float
    low, high : float
    said_by : key or None
        The printed number, other than a count, that says so: a mean, say. It's withheld where it says too much. None
        where the limit follows from what the counts are, so that every reader knows it.
    cost : float
        How much a reader would miss that number. Where one of several must be withheld, the cheapest goes.
    """

    weights: Mapping[Key, float]
    low: float = float("-inf")
    high: float = float("inf")
    said_by: Key | None = None
    cost: float = 1.0


def no_more_than(part: Key, whole: Key, times: float = 1.0) -> Limit:
    """Limit a count to so many times another.

    Examples
    --------
    >>> no_more_than(("patients with an event",), ("events",)).weights
    {('patients with an event',): 1.0, ('events',): -1.0}
    """
    return Limit({part: 1.0, whole: -times}, high=0.0)


def rounded_mean(
    total: Key, n: Key, value: float, half: float, said_by: Key, cost: float = 1.0
) -> tuple[Limit, ...]:
    """What a mean, rounded to `value` give or take `half`, says of a sum and a number.

    Examples
    --------
    A mean of 2.5 of whole numbers is not of three of them, whose sum would have to lie between 7.35 and 7.65.

    >>> [(limit.weights[("n",)], limit.low, limit.high) for limit in rounded_mean(
    ...     ("sum",), ("n",), 2.5, 0.05, ("mean",))]
    [(-2.55, -inf, 0.0), (-2.45, 0.0, inf)]
    """
    return (
        Limit({total: 1.0, n: -round(value + half, 12)}, high=0.0, said_by=said_by, cost=cost),
        Limit({total: 1.0, n: -round(value - half, 12)}, low=0.0, said_by=said_by, cost=cost),
    )


def rounded_sd(
    squares: Key, n: Key, mean: tuple[float, float], sd: tuple[float, float], said_by: Key, cost: float = 1.0
) -> tuple[Limit, ...]:
    """What a mean and an SD, each between two numbers, say of a sum of squares and a number.

    Examples
    --------
    The sum of squares of n numbers with a mean of 2 and an SD of 1 is n - 1 + 4 n.

    >>> [(limit.weights[("n",)], limit.low, limit.high) for limit in rounded_sd(
    ...     ("squares",), ("n",), (2, 2), (1, 1), ("sd",))]
    [(-5, -inf, -1), (-5, -1, inf)]
    """
    (least, most), (narrow, wide) = mean, sd
    narrow = max(narrow, 0.0)
    upper = wide**2 + max(least**2, most**2)
    lower = narrow**2 + (0.0 if least <= 0 <= most else min(least**2, most**2))
    return (
        Limit({squares: 1.0, n: -upper}, high=-(wide**2), said_by=said_by, cost=cost),
        Limit({squares: 1.0, n: -lower}, low=-(narrow**2), said_by=said_by, cost=cost),
    )
