"""Planned visits and their windows, and the rule of the baseline."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from dnoutcomes.language import say
from dnoutcomes.plan.part import Level, Part


class Visit(Part):
    """A planned visit: target day after time zero and the window of days that counts as it.

    Attributes
    ----------
    name : str
        What tables call it. W12, M6 or D90 are read out as week 12, month 6 and day 90.
    day : int
        Target, in days after time zero.
    first, last : int, optional
        First and last day of the window, both of which belong to it. Default: to the midpoints between neighbouring
        targets.
    """

    name: Level
    day: int = Field(ge=1)
    first: int | None = None
    last: int | None = None

    @property
    def words(self) -> str:
        """When it is, for readers: "week 12" or "month 6" where its name or its day says so, else its name."""
        coded = re.fullmatch(r"([WMDY])0*(\d+)", self.name, flags=re.IGNORECASE)
        if coded:
            return _counted(coded[1].lower(), int(coded[2]))
        return self.name if self.day % 7 else _counted("w", self.day // 7)


def _counted(unit: str, n: int) -> str:
    """Name a time by its number: "week 12"."""
    return {
        "w": say("week {n}", n=n),
        "m": say("month {n}", n=n),
        "d": say("day {n}", n=n),
        "y": say("year {n}", n=n),
    }[unit]


class BaselineRule(Part):
    """Which record is a patient's baseline.

    Attributes
    ----------
    rule : {"last", "first", "mean"}
        Which of the records in the window counts: the last one, the first one, or the mean of all of them.
    first, last : int
        First and last day of the window relative to time zero; days before it are negative.
    """

    rule: Literal["last", "first", "mean"] = "last"
    first: int = -90
    last: int = 0


def complete_windows(visits: tuple[Visit, ...]) -> tuple[Visit, ...]:
    """Give every visit a window, in time order: to the midpoints between targets where none is declared.

    The first window starts past the midpoint between time zero and its target; the last one ends as far behind its
    target as it starts before it.

    Examples
    --------
    >>> [(v.first, v.last) for v in complete_windows((Visit(name="a", day=14), Visit(name="b", day=28)))]
    [(8, 21), (22, 35)]
    """
    ordered = sorted(visits, key=lambda visit: visit.day)
    days = [0, *(visit.day for visit in ordered)]
    complete = []
    for index, visit in enumerate(ordered, start=1):
        low = (days[index - 1] + visit.day) // 2
        high = (visit.day + days[index + 1]) // 2 if index < len(ordered) else 2 * visit.day - low
        complete.append(
            visit.model_copy(
                update={
                    "first": low + 1 if visit.first is None else visit.first,
                    "last": high if visit.last is None else visit.last,
                }
            )
        )
    return tuple(complete)


DEFAULT_VISITS = tuple(Visit(name=f"W{week:02d}", day=7 * week) for week in (2, 4, 8, 12, 24))
