"""The patient's global impression of change."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.sources import FREE, IMMPACT
from dnoutcomes.language import term

GLOBAL_IMPRESSION: tuple[Instrument, ...] = (
    Instrument(
        code="pgic",
        label=term("Patient global impression of change"),
        domain=term("global rating"),
        minimum=1,
        maximum=7,
        step=1,
        unit=term("grade"),
        direction="lower",
        recall="since the start of treatment",
        missing_items="one item",
        percent_change=False,
        licence=FREE,
        thresholds=(
            Threshold(
                2,
                "points",
                "severity",
                "chronic pain",
                "at or below: much or very much improved",
                IMMPACT,
                "established",
            ),
        ),
        notes="1 is very much improved, 4 no change, 7 very much worse. Some sites store it the "
        "other way round: check before "
        "pooling. It is itself a change and has no baseline.",
    ),
)
