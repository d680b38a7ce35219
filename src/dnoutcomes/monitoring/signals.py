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

# The rules' statements name these lengths.
RUN_LENGTH = 7
TREND_LENGTH = 6
# What a reader must see before a rule can be trusted; the limits of fewer points are too uncertain.
SMALLEST_SERIES = 12
_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Series:
    """Points of one phase in their order, with the limits that each is held against.

    Attributes
    ----------
    value, centre, lower, upper : array of shape (n,)
        The limits are those of three standard deviations, even where no value can lie there.
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


def trend(series: Series) -> list[Episode]:
    """Find `TREND_LENGTH` or more points of which each is above, or each below, the one before it."""
    steps = np.sign(np.diff(series.value))
    stretches = _stretches(np.arange(len(steps)), steps)
    return [
        Episode("high" if side > 0 else "low", (*places, places[-1] + 1))
        for side, places in stretches
        if side != 0 and len(places) + 1 >= TREND_LENGTH
    ]


def outer_third(series: Series) -> list[Episode]:
    """Find two of three successive points in the outer third towards a limit, or beyond it, on the same side."""
    far = {
        "high": series.value > series.centre + 2 / 3 * (series.upper - series.centre) + _SLACK,
        "low": series.value < series.centre - 2 / 3 * (series.centre - series.lower) - _SLACK,
    }
    found = []
    for side, marked in far.items():
        places = np.flatnonzero(marked)
        # Pairs that share a point tell of one episode.
        near = np.diff(places) <= 2
        found += [
            Episode(side, tuple(int(place) for place in places[start : stop + 1]))
            for start, stop in _true_stretches(near)
        ]
    return sorted(found, key=lambda episode: episode.places)


def _stretches(places: NDArray[np.int_], sides: Array) -> Iterator[tuple[float, list[int]]]:
    """Split neighbouring places into stretches of one side."""
    if len(places) == 0:
        return
    breaks = np.flatnonzero(np.diff(sides) != 0) + 1
    for part, side in zip(np.split(places, breaks), np.split(sides, breaks)):
        yield float(side[0]), [int(place) for place in part]


def _true_stretches(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one past the last of every stretch of true marks."""
    padded = np.diff(np.concatenate([[0], marks.astype(int), [0]]))
    return list(zip(np.flatnonzero(padded == 1).tolist(), np.flatnonzero(padded == -1).tolist()))


RULES: Registry[Rule] = Registry(
    "rule",
    [
        ("outside", Rule("outside", term("a point outside the limits"), outside)),
        ("run", Rule("run", term("7 points in a row on one side of the centre line"), run)),
        ("trend", Rule("trend", term("6 points in a row rising or falling"), trend)),
        (
            "outer third",
            Rule("outer third", term("2 of 3 points in the outer third towards a limit"), outer_third),
        ),
    ],
    error=ModelError,
)
