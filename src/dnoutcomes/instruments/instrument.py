"""An outcome instrument and its thresholds: what a score means, which way is better, what counts as enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.language import say, say_number

Direction = Literal["lower", "higher"]
ThresholdKind = Literal["MCID", "MDC", "SCB", "severity", "screen"]
ThresholdScale = Literal["points", "percent"]
Confidence = Literal["established", "provisional", "screening only", "none"]


@dataclass(frozen=True)
class Threshold:
    """A value that separates enough from not enough, with where it comes from.

    Attributes
    ----------
    value : float
        Always positive: a size of improvement, or for `severity` and `screen` a cut on the score itself.
    scale : {"points", "percent"}
        Points of the instrument as stored (`Instrument.unit`), or percent of the patient's own baseline.
    kind : {"MCID", "MDC", "SCB", "severity", "screen"}
        Minimal clinically important difference, minimal detectable change, substantial clinical benefit,
        a severity band, or a screening cut that is no measure of change.
    population, method, citation : str
        In whom, how (anchor, distribution, consensus) and by whom it was found.
    confidence : {"established", "provisional", "screening only", "none"}
        How it may be named to a reader.
    meaning : str
        What a score beyond a severity band says: "much or very much improved". Empty where it needs no words.
    """

    value: float
    scale: ThresholdScale
    kind: ThresholdKind
    population: str
    method: str
    citation: str
    confidence: Confidence
    meaning: str = ""

    @property
    def label(self) -> str:
        """What a reader sees: "30 %" or "2 points"."""
        value = say_number(self.value)
        if self.scale == "percent":
            return f"{value} %"
        return say("1 point") if self.value == 1 else say("{value} points", value=value)


@dataclass(frozen=True)
class Instrument:
    """An outcome instrument.

    Attributes
    ----------
    code : str
        Canonical column name.
    label : str
        Name for readers.
    domain : str
        What it measures: "pain", "neuropathy signs", "function", ...
    minimum, maximum : float
        Range of a valid score; infinite where the instrument has no bound.
    step : float
        Smallest difference between two scores; 0 for continuous ones.
    decimals : int
        Decimals with which a continuous score is measured at most.
    unit : str
        Unit of a score: "points", "s", "raw points".
    direction : {"lower", "higher"}
        Which way is better.
    recall : str
        Period that the patient is asked about; empty for performance tests.
    scoring : callable, optional
        Items to score, where the rule is public; absent means that the total is entered.
    missing_items : str
        What the instrument's rule says of missing items.
    percent_change : bool
        Whether a percent of baseline means anything: not on scales whose zero is arbitrary.
    is_outcome : bool
        False for screening tools and process fields, which measure no change.
    thresholds : tuple of Threshold
    aliases : tuple of str
        Other codes under which it is found.
    licence : str
        What a user must know about the wording's owner.
    notes : str
        Traps: units, floors, ceilings, denominators.
    phrase : str
        What the middle of a sentence calls it: "average pain". Empty: the label up to its first comma or bracket.
    """

    code: str
    label: str
    domain: str
    minimum: float
    maximum: float
    unit: str
    direction: Direction
    step: float = 0.0
    decimals: int = 2
    recall: str = ""
    scoring: Callable[[Mapping[str, Any]], float] | None = None
    missing_items: str = ""
    percent_change: bool = True
    is_outcome: bool = True
    thresholds: tuple[Threshold, ...] = ()
    aliases: tuple[str, ...] = ()
    licence: str = ""
    notes: str = ""
    phrase: str = ""

    def __post_init__(self) -> None:
        if self.direction not in ("lower", "higher"):
            raise DnOutcomesError(
                f"instrument {self.code!r}: direction must be 'lower' or 'higher' (which way is better), "
                f"got {self.direction!r}"
            )
        if not self.minimum < self.maximum:
            raise DnOutcomesError(
                f"instrument {self.code!r}: minimum {self.minimum:g} must be below maximum {self.maximum:g}"
            )

    @property
    def better_sign(self) -> int:
        """-1 where a fall is an improvement, +1 where a rise is."""
        return -1 if self.direction == "lower" else 1

    @property
    def range_label(self) -> str:
        """The range for readers: "0 to 10", "0 and above"."""
        if math.isinf(self.maximum):
            return (
                say("any value")
                if math.isinf(self.minimum)
                else say("{low} and above", low=say_number(self.minimum))
            )
        return say("{low} to {high}", low=say_number(self.minimum), high=say_number(self.maximum))

    def thresholds_of(self, *kinds: ThresholdKind) -> tuple[Threshold, ...]:
        """Return the thresholds of these kinds, in the order of the registry."""
        return tuple(threshold for threshold in self.thresholds if threshold.kind in kinds)
