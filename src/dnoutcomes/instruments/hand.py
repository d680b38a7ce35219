"""Strength and skill of the hand."""

from __future__ import annotations

import math

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.sources import FREE, GENERAL
from dnoutcomes.language import term

HAND: tuple[Instrument, ...] = (
    Instrument(
        code="grip",
        label=term("Grip strength"),
        domain=term("hand function"),
        minimum=0,
        maximum=math.inf,
        unit="kg",
        direction="higher",
        missing_items="mean of the trials planned",
        aliases=("grip_strength",),
        licence=FREE,
        thresholds=(
            Threshold(5.0, "points", "MCID", "adults; lower end", "review", GENERAL, "provisional"),
            Threshold(6.5, "points", "MCID", "adults; upper end", "review", GENERAL, "provisional"),
        ),
        notes="Kilograms: pounds divide by 2.205. Name the hand.",
    ),
    Instrument(
        code="nine_hpt",
        label=term("Nine-Hole Peg Test"),
        domain=term("hand function"),
        minimum=0,
        maximum=math.inf,
        unit="s",
        direction="lower",
        missing_items="mean of the trials planned",
        aliases=("9hpt",),
        licence=FREE,
        notes="No threshold known for peripheral neuropathy. Name the hand.",
    ),
)
