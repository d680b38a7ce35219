"""Depression and anxiety."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import ItemScore, numbered
from dnoutcomes.instruments.sources import FREE, GENERAL
from dnoutcomes.language import term

MOOD: tuple[Instrument, ...] = (
    Instrument(
        code="phq9",
        label=term("Patient Health Questionnaire, depression"),
        domain=term("emotional function"),
        minimum=0,
        maximum=27,
        unit=term("points"),
        direction="lower",
        recall="last 2 weeks",
        scoring=ItemScore(numbered("phq9", 1, 2, 3, 4, 5, 6, 7, 8, 9), 0, 3, "sum", least_answered=7),
        missing_items="prorated when at least 7 of the 9 items are answered",
        licence=FREE,
        thresholds=(Threshold(5, "points", "MCID", "primary care", "anchor", GENERAL, "provisional"),),
        notes="An answer above 0 to the ninth item asks for a clinician's attention, whatever the total.",
    ),
    Instrument(
        code="gad7",
        label=term("Generalised Anxiety Disorder scale"),
        domain=term("emotional function"),
        minimum=0,
        maximum=21,
        unit=term("points"),
        direction="lower",
        recall="last 2 weeks",
        scoring=ItemScore(numbered("gad7", 1, 2, 3, 4, 5, 6, 7), 0, 3, "sum", least_answered=5),
        missing_items="prorated when at least 5 of the 7 items are answered",
        licence=FREE,
        thresholds=(Threshold(4, "points", "MCID", "primary care", "distribution", GENERAL, "provisional"),),
    ),
)
