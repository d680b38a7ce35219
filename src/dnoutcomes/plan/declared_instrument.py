"""Instruments that the registry doesn't have."""

from __future__ import annotations

from typing import Literal

from dnoutcomes.instruments import Instrument
from dnoutcomes.instruments.instrument import Threshold
from dnoutcomes.language import term
from dnoutcomes.plan.part import Part


class DeclaredInstrument(Part):
    """An instrument that the registry doesn't have.

    Attributes
    ----------
    label : str
        Name for readers.
    direction : {"lower", "higher"}
        Which way is better.
    domain : str
        What it measures: "pain", "function", ...
    minimum, maximum : float
        Range of a valid score. Default: without bounds.
    step : float
        Smallest difference between two scores; 0 for continuous ones.
    unit : str
        Unit of a score.
    percent_change : bool
        Whether change in percent of baseline means something: only where 0 is the absence of what is measured.
    recall : str
        The time that a score speaks of: "past 24 hours".
    thresholds : tuple of Threshold
        Sizes of change that matter, with their sources. They are the plan's responders, unless it names others.
    """

    label: str
    direction: Literal["lower", "higher"]
    domain: str = term("declared in the plan")
    minimum: float = float("-inf")
    maximum: float = float("inf")
    step: float = 0.0
    unit: str = term("points")
    percent_change: bool = False
    recall: str = ""
    thresholds: tuple[Threshold, ...] = ()

    def named(self, code: str) -> Instrument:
        """The instrument under its code."""
        return Instrument(code=code, **{name: getattr(self, name) for name in type(self).model_fields})
