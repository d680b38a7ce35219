"""Responders: improvements that count as a response."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from dnoutcomes.instruments import INSTRUMENTS, Instrument
from dnoutcomes.language import say, say_number
from dnoutcomes.plan.part import Part


class Responder(Part):
    """An improvement that counts as a response.

    Attributes
    ----------
    value : float
        How large it is at least; always positive.
    scale : {"percent", "points"}
        Percent of the patient's own baseline, or points of the instrument.
    """

    value: float = Field(gt=0)
    scale: Literal["percent", "points"]

    @property
    def label(self) -> str:
        """Its name in frames: "30 %" or "2 points"."""
        return f"{self.value:g} %" if self.scale == "percent" else f"{self.value:g} points"

    @property
    def words(self) -> str:
        """Its name for readers, in the language in force."""
        value = say_number(self.value)
        if self.scale == "percent":
            return f"{value} %"
        return say("1 point") if self.value == 1 else say("{value} points", value=value)

    @property
    def column(self) -> str:
        """Column of AnalysisData.visits that holds the answer, such as `responder_30_percent`."""
        return f"responder_{self.value:g}_{self.scale}".replace(".", "_")


def default_responders(outcome: str, declared: Instrument | None = None) -> tuple[Responder, ...]:
    """Return the responder thresholds of an outcome: what the plan declares of it, or the registry has for it."""
    if declared is None and outcome not in INSTRUMENTS:
        return ()
    instrument = INSTRUMENTS[outcome] if declared is None else declared
    improvements = [
        Responder(value=threshold.value, scale=threshold.scale)
        for threshold in instrument.thresholds_of("MCID", "SCB")
    ]
    return tuple(dict.fromkeys(improvements))
