"""Instruments that the registry doesn't have."""

from __future__ import annotations

from typing import Literal

from dnoutcomes.instruments import Instrument
from dnoutcomes.instruments.instrument import Threshold
from dnoutcomes.language import term
from dnoutcomes.plan.part import Part


class DeclaredInstrument(Part):
    """An instrument that the registry doesn't have.

    Its thresholds of change are the plan's responders, unless it names others.
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
