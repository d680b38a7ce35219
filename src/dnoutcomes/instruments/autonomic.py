"""Autonomic symptoms."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.sources import COMPASS_CAN, COMPASS_T1D, OWNED
from dnoutcomes.language import term

AUTONOMIC: tuple[Instrument, ...] = (
    Instrument(
        code="compass31",
        label=term("COMPASS 31 autonomic symptoms"),
        domain=term("autonomic symptoms"),
        minimum=0,
        maximum=100,
        unit=term("weighted points"),
        direction="lower",
        missing_items="enter the weighted total",
        licence=OWNED,
        thresholds=(
            Threshold(
                16.44, "points", "screen", "type 1 diabetes", "above: abnormal", COMPASS_T1D, "screening only"
            ),
            Threshold(
                28.67,
                "points",
                "screen",
                "diabetes, definite cardiac autonomic neuropathy",
                "ROC",
                COMPASS_CAN,
                "screening only",
            ),
        ),
        notes="The cuts screen for autonomic neuropathy; no minimal important difference found. "
        "Enter the weighted total, "
        "not the sum of answers.",
    ),
)
