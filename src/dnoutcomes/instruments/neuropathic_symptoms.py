"""Neuropathic symptoms, and the screening tools that tell neuropathic pain from other pain."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import ItemScore, WeightedItems, numbered
from dnoutcomes.instruments.sources import CANORI_2025, GENERAL, LANSS_REVIEW, OWNED
from dnoutcomes.language import term

_SCORED = (
    1,
    2,
    3,
    5,
    6,
    8,
    9,
    10,
    11,
    12,
)  # items 4 and 7 ask for duration and number of attacks and aren't scored

# Seven descriptions rated 0 (never) to 5 (very strongly); the course of pain (1 persistent with slight changes,
# 2 persistent with attacks, 3 attacks without pain between them, 4 attacks with pain between them); radiating or not.
_PAINDETECT = WeightedItems(
    {
        name: {float(answer): float(answer) for answer in range(6)}
        for name in numbered("paindetect", *range(1, 8))
    }
    | {
        "paindetect_course": {1.0: 0.0, 2.0: -1.0, 3.0: 1.0, 4.0: 1.0},
        "paindetect_radiates": {0.0: 0.0, 1.0: 2.0},
    }
)
# Six symptoms, each 0 where absent, else 1 to 3 by intensity and up to two thirds more by how often it comes.
_NTSS = (0.0, 1.0, 1.33, 1.66, 2.0, 2.33, 2.66, 3.0, 3.33, 3.66)


def _npsi_part(name: str, label: str, *items: int) -> Instrument:
    return Instrument(
        code=f"npsi_{name}",
        label=label,
        domain=term("neuropathic symptoms"),
        minimum=0,
        maximum=10,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours",
        scoring=ItemScore(numbered("npsi", *items), 0, 10, "mean", least_answered=len(items)),
        missing_items="all items of the part are needed",
        licence=OWNED,
        aliases=("npsi_paraesthesia",) if name == "paresthesia" else (),
        notes=f"Mean form, 0 to 10. The sum form runs to {10 * len(items)}: divide it by {len(items)}.",
    )


NEUROPATHIC_SYMPTOMS: tuple[Instrument, ...] = (
    Instrument(
        code="npsi_total",
        label=term("Neuropathic Pain Symptom Inventory, total"),
        domain=term("neuropathic symptoms"),
        minimum=0,
        maximum=100,
        step=1,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours",
        scoring=ItemScore(numbered("npsi", *_SCORED), 0, 10, "sum", least_answered=10),
        missing_items="all 10 scored items are needed",
        aliases=("npsi",),
        licence=OWNED,
        thresholds=(
            Threshold(
                6.2,
                "points",
                "MCID",
                "treatment arms of 12 trials; lower end",
                "distribution",
                CANORI_2025,
                "provisional",
            ),
            Threshold(
                8.0,
                "points",
                "MCID",
                "treatment arms of 12 trials; upper end",
                "distribution",
                CANORI_2025,
                "provisional",
            ),
        ),
        notes="Sum of ten ratings; the two questions on time (4 and 7) are not scored.",
    ),
    _npsi_part("burning", term("Neuropathic Pain Symptom Inventory, burning"), 1),
    _npsi_part("pressing", term("Neuropathic Pain Symptom Inventory, pressing"), 2, 3),
    _npsi_part("paroxysmal", term("Neuropathic Pain Symptom Inventory, paroxysmal"), 5, 6),
    _npsi_part("evoked", term("Neuropathic Pain Symptom Inventory, evoked"), 8, 9, 10),
    _npsi_part("paresthesia", term("Neuropathic Pain Symptom Inventory, paresthesia"), 11, 12),
    Instrument(
        code="dn4",
        label=term("DN4 screening for neuropathic pain"),
        domain=term("screening"),
        minimum=0,
        maximum=10,
        step=1,
        unit=term("points"),
        direction="lower",
        missing_items="all items are needed",
        percent_change=False,
        is_outcome=False,
        scoring=ItemScore(numbered("dn4", *range(1, 11)), 0, 1, "sum", least_answered=10),
        licence=OWNED,
        thresholds=(
            Threshold(
                4, "points", "screen", "chronic pain", "cut on the full form", GENERAL, "screening only"
            ),
        ),
        notes="Tells neuropathic pain from other pain and does not measure change. The interview "
        "form has 7 items, 0 to 7, "
        "with a cut at 3.",
    ),
    Instrument(
        code="lanss",
        label=term("LANSS screening for neuropathic pain"),
        domain=term("screening"),
        minimum=0,
        maximum=24,
        step=1,
        unit=term("points"),
        direction="lower",
        missing_items="all items are needed",
        percent_change=False,
        is_outcome=False,
        licence=OWNED,
        thresholds=(
            Threshold(12, "points", "screen", "chronic pain", "cut", LANSS_REVIEW, "screening only"),
        ),
        notes="Tells neuropathic pain from other pain and does not measure change.",
    ),
    Instrument(
        code="paindetect",
        label=term("painDETECT screening for neuropathic pain"),
        domain=term("screening"),
        minimum=-1,
        maximum=38,
        step=1,
        unit=term("points"),
        direction="lower",
        missing_items="all items are needed",
        percent_change=False,
        is_outcome=False,
        scoring=_PAINDETECT,
        licence=OWNED,
        thresholds=(
            Threshold(
                12, "points", "screen", "chronic pain", "at or below: unlikely", GENERAL, "screening only"
            ),
            Threshold(
                19, "points", "screen", "chronic pain", "at or above: likely", GENERAL, "screening only"
            ),
        ),
        notes="Tells neuropathic pain from other pain and does not measure change. Starts at -1. Items: paindetect_1 "
        "to paindetect_7 (0 to 5), paindetect_course (1 to 4, in the order of the pictures), paindetect_radiates "
        "(0 or 1).",
    ),
    Instrument(
        code="ntss_6",
        label=term("Neuropathy Total Symptom Score-6"),
        domain=term("neuropathic symptoms"),
        minimum=0,
        maximum=21.96,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours",
        scoring=WeightedItems(
            {name: {points: points for points in _NTSS} for name in numbered("ntss", *range(1, 7))}
        ),
        missing_items="all 6 items are needed",
        aliases=("ntss6",),
        licence=OWNED,
        thresholds=(
            Threshold(
                6,
                "points",
                "screen",
                "diabetes",
                "above: clinically relevant symptoms",
                GENERAL,
                "screening only",
            ),
        ),
        notes="Numbness, prickling, burning, aching, sharp pain and allodynia; each 0 if absent, else 1, 2 or 3 (mild, "
        "moderate, severe) plus 0, 0.33 or 0.66 (occasional, frequent, almost all the time). No minimal important "
        "difference found.",
    ),
)
