"""Instruments that the registry doesn't have."""

from __future__ import annotations

from typing import Literal

from dnoutcomes.language import term
from dnoutcomes.plan.part import Part


class DeclaredInstrument(Part):
    """An instrument that the registry doesn't have."""

    label: str
    direction: Literal["lower", "higher"]
    domain: str = term("declared in the plan")
    minimum: float = float("-inf")
    maximum: float = float("inf")
    step: float = 0.0
    unit: str = term("points")
    percent_change: bool = False
    recall: str = ""
