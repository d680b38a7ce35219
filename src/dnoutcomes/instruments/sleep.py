"""Sleep."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import ItemScore, numbered
from dnoutcomes.instruments.sources import FREE, GENERAL, OWNED, PSQI_TRIALS, YANG_2009
from dnoutcomes.language import term

SLEEP: tuple[Instrument, ...] = (
    Instrument(
        code="psqi",
        label=term("Pittsburgh Sleep Quality Index"),
        domain=term("sleep"),
        minimum=0,
        maximum=21,
        step=1,
        unit=term("points"),
        direction="lower",
        recall="last month",
        missing_items="enter the total",
        licence=OWNED,
        thresholds=(
            Threshold(
                3, "points", "MCID", "randomised trials", "value used by trials", PSQI_TRIALS, "provisional"
            ),
            Threshold(5, "points", "screen", "adults", "above: poor sleeper", GENERAL, "screening only"),
        ),
        notes="Asks about a month: visits closer than that overlap.",
    ),
    Instrument(
        code="isi",
        label=term("Insomnia Severity Index"),
        domain=term("sleep"),
        minimum=0,
        maximum=28,
        step=1,
        unit=term("points"),
        direction="lower",
        recall="last 2 weeks",
        scoring=ItemScore(numbered("isi", 1, 2, 3, 4, 5, 6, 7), 0, 4, "sum", 7),
        missing_items="all 7 items are needed",
        licence=OWNED,
        thresholds=(Threshold(6, "points", "MCID", "insomnia", "anchor", YANG_2009, "established"),),
        notes="Trials have used values from 3 to 8.",
    ),
    Instrument(
        code="sleep_interference",
        label=term("Sleep interference, 0 to 10 numeric rating"),
        domain=term("sleep"),
        minimum=0,
        maximum=10,
        step=1,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours",
        missing_items="one item",
        licence=FREE,
        notes="No threshold of its own found.",
    ),
)
