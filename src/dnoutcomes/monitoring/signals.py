"""Rules that tell a change from chance on a control chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.language import term
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]

# The rule's statement names this length. See docs/algorithms/control-charts.md for how often chance alone meets the
# rules.
RUN_LENGTH = 9
# What a reader must see before a rule can be trusted; the limits of fewer points are too uncertain.
SMALLEST_SERIES = 12
_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Series:
    """Points of one phase in their order, with the limits that each is held against.

    Attributes
    ----------
    value, centre, lower, upper : array of shape (n,)
        The limits that chance alone passes once in a thousand, even where no value can lie there.
    """

    value: Array
    centre: Array
    lower: Array
    upper: Array


@dataclass(frozen=True)
class Episode:
    """Where a rule is met.

    Attributes
    ----------
    side : {"high", "low"}
        Above the centre line or rising; below it or falling.
    places : tuple of int
        The points that meet it, in order.
    """

    side: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """A rule, and how it is stated on a chart.

    Attributes
    ----------
    name : str
    statement : str
        For the chart's legend.
    find : callable
        From a series to the episodes that meet the rule.
    """

    name: str
    statement: str
    find: Callable[[Series], list[Episode]]


def outside(series: Series) -> list[Episode]:
    """Find the points beyond a limit, each an episode."""
    slack = _SLACK * np.maximum(1.0, np.abs(series.value))
    high = np.flatnonzero(series.value > series.upper + slack)
    low = np.flatnonzero(series.value < series.lower - slack)
    found = [Episode("high", (int(place),)) for place in high]
    return sorted(
        [*found, *(Episode("low", (int(place),)) for place in low)], key=lambda episode: episode.places
    )


def run(series: Series) -> list[Episode]:
    """Find `RUN_LENGTH` or more points in a row on one side of the centre line; points on the line are passed over."""
    distance = series.value - series.centre
    off = np.flatnonzero(np.abs(distance) > _SLACK * np.maximum(1.0, np.abs(series.value)))
    stretches = _stretches(off, np.sign(distance[off]))
    return [
        Episode("high" if side > 0 else "low", tuple(places))
        for side, places in stretches
        if len(places) >= RUN_LENGTH
    ]


def _stretches(places: NDArray[np.int_], sides: Array) -> Iterator[tuple[float, list[int]]]:
    """Split neighbouring places into stretches of one side."""
    if len(places) == 0:
        return
    breaks = np.flatnonzero(np.diff(sides) != 0) + 1
    for part, side in zip(np.split(places, breaks), np.split(sides, breaks)):
        yield float(side[0]), [int(place) for place in part]


RULES: Registry[Rule] = Registry(
    "rule",
    [
        ("outside", Rule("outside", term("a point outside the limits"), outside)),
        ("run", Rule("run", term("9 points in a row on one side of the centre line"), run)),
    ],
    error=ModelError,
)
