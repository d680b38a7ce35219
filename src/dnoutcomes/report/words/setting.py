"""Setting: how the outcome, the arms and the visits of a plan are called in prose."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.number_text import number
from dnoutcomes.instruments import Instrument
from dnoutcomes.plan import Plan, Visit
from dnoutcomes.report.words.plain_text import plain_text

_UNITS = {"w": "week", "m": "month", "d": "day", "y": "year"}


@dataclass(frozen=True)
class Setting:
    """How things are called in the sentences of one report.

    Attributes
    ----------
    plan : Plan
    margin : float
        Differences smaller than this count as close to none, in units of the outcome; NaN where it isn't known.
    """

    plan: Plan
    margin: float = float("nan")

    @cached_property
    def instrument(self) -> Instrument:
        """The outcome's instrument."""
        return self.plan.instrument

    @property
    def randomised(self) -> bool:
        """Whether the plan says that chance decided who came into which arm."""
        return self.plan.design == "randomised"

    def arm(self, name: str) -> str:
        """An arm in prose: "needling plus standard care"."""
        return plain_text(arm_in_words(name))

    @property
    def treated(self) -> str:
        """The arm that isn't the reference, in prose."""
        return self.arm(self.plan.treated_arm)

    @property
    def reference(self) -> str:
        """The reference arm, in prose."""
        return self.arm(self.plan.reference_arm)

    @property
    def outcome(self) -> str:
        """The outcome in the middle of a sentence: "average pain"."""
        name = plain_text(self.instrument.label).split(",")[0].split(" (")[0].strip()
        return name if name[:2].isupper() else name[:1].lower() + name[1:]

    @property
    def scale(self) -> str:
        """The scale in brackets: "points from 0 to 10, lower is better"."""
        if math.isinf(self.instrument.maximum):
            return f"{plain_text(self.instrument.unit)}, {self.better} is better"
        return (
            f"{plain_text(self.instrument.unit)} from {self.instrument.range_label}, {self.better} is better"
        )

    @property
    def better(self) -> str:
        """Which way a good result points: "lower" or "higher"."""
        return self.instrument.direction

    @property
    def worse(self) -> str:
        """Which way a bad result points."""
        return "higher" if self.better == "lower" else "lower"

    def direction(self, change: float) -> str:
        """Say which way a difference points: "lower" or "higher"."""
        return "lower" if change < 0 else "higher"

    def amount(self, value: float, decimals: int) -> str:
        """A size with its unit: "0.9 points"."""
        return f"{number(abs(value), decimals)} {plain_text(self.instrument.unit)}"

    def visit(self, name: str) -> str:
        """A visit in prose: "12 weeks", "12 months", or its name with its day."""
        return visit_words(self.plan.visit(name))


def visit_words(visit: Visit) -> str:
    """Say when a visit is.

    Examples
    --------
    >>> visit_words(Visit(name="W12", day=84)), visit_words(Visit(name="end", day=60))
    ('12 weeks', 'visit end (day 60)')
    """
    coded = re.fullmatch(r"([WMDY])0*(\d+)", visit.name, flags=re.IGNORECASE)
    if not coded:
        return f"visit {plain_text(visit.name)} (day {visit.day})"
    unit, count = _UNITS[coded[1].lower()], int(coded[2])
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
