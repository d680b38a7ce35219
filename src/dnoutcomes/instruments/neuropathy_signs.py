"""Clinical scores of neuropathy from examination."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import ItemScore, WeightedItems, numbered
from dnoutcomes.instruments.sources import FREE, GENERAL
from dnoutcomes.language import term

_ALL = "all items are needed"
_YES_NO = {0.0: 0.0, 1.0: 1.0}
# Yes adds a point, but for 7 and 13, where no does; 4 (circulation) and 10 (weakness) aren't counted.
_MNSI_QUESTIONS = WeightedItems(
    {
        name: {0.0: 1.0, 1.0: 0.0} if name in numbered("mnsi", 7, 13) else _YES_NO
        for name in numbered("mnsi", 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15)
    }
)
# Each foot: appearance and ulcer (0 or 1); ankle reflex, vibration and monofilament (0, 0.5 or 1).
_MNSI_SIGNS = WeightedItems(
    {
        f"mnsi_{sign}_{side}": _YES_NO if sign in ("appearance", "ulcer") else _YES_NO | {0.5: 0.5}
        for sign in ("appearance", "ulcer", "reflex", "vibration", "monofilament")
        for side in ("left", "right")
    }
)
_TCNS_BANDS = "Toronto clinical score, diabetic neuropathy"

NEUROPATHY_SIGNS: tuple[Instrument, ...] = (
    Instrument(
        code="tcns",
        label=term("Toronto Clinical Neuropathy Score"),
        domain=term("neuropathy signs"),
        minimum=0,
        maximum=19,
        step=1,
        unit=term("points"),
        direction="lower",
        missing_items=_ALL,
        aliases=("tcss",),
        licence=FREE,
        thresholds=(
            Threshold(
                4, "points", "screen", "diabetes", "above: neuropathy possible", _TCNS_BANDS, "screening only"
            ),
            Threshold(
                8,
                "points",
                "screen",
                "diabetes",
                "above: neuropathy diagnosed",
                _TCNS_BANDS,
                "screening only",
            ),
            Threshold(6, "points", "severity", "diabetes", "6 to 8: mild", GENERAL, "provisional"),
            Threshold(9, "points", "severity", "diabetes", "9 to 11: moderate", GENERAL, "provisional"),
            Threshold(12, "points", "severity", "diabetes", "12 and above: severe", GENERAL, "provisional"),
        ),
        notes="Also called TCSS. Not the modified score (mtcns, 0 to 33).",
    ),
    Instrument(
        code="mtcns",
        label=term("Modified Toronto Clinical Neuropathy Score"),
        domain=term("neuropathy signs"),
        minimum=0,
        maximum=33,
        step=1,
        unit=term("points"),
        direction="lower",
        missing_items=_ALL,
        licence=FREE,
        notes="Reliability (ICC) 0.87; no minimal important difference found.",
    ),
    Instrument(
        code="mnsi_q",
        label=term("Michigan Neuropathy Screening Instrument, questionnaire"),
        domain=term("neuropathy signs"),
        minimum=0,
        maximum=13,
        step=1,
        unit=term("points"),
        direction="lower",
        scoring=_MNSI_QUESTIONS,
        missing_items=_ALL,
        licence=FREE,
        thresholds=(
            Threshold(7, "points", "screen", "diabetes", "at or above: abnormal", GENERAL, "screening only"),
        ),
        notes="Items mnsi_1 to mnsi_15, 1 for yes and 0 for no; 4 and 10 aren't counted, 7 and 13 count no. "
        'Some use a cut of 4. A published "MNSI" without its part named is ambiguous.',
    ),
    Instrument(
        code="mnsi_exam",
        label=term("Michigan Neuropathy Screening Instrument, examination"),
        domain=term("neuropathy signs"),
        minimum=0,
        maximum=10,
        step=0.5,
        unit=term("points"),
        direction="lower",
        scoring=_MNSI_SIGNS,
        missing_items=_ALL,
        licence=FREE,
        thresholds=(
            Threshold(
                2.5, "points", "screen", "diabetes", "at or above: abnormal", GENERAL, "screening only"
            ),
        ),
        notes='0 to 8 without the monofilament. A published "MNSI" without its part named is ambiguous.',
    ),
    Instrument(
        code="nis_ll",
        label=term("Neuropathy Impairment Score, lower limbs"),
        domain=term("neuropathy signs"),
        minimum=0,
        maximum=88,
        unit=term("points"),
        direction="lower",
        missing_items=_ALL,
        licence=FREE,
        thresholds=(
            Threshold(2, "points", "MCID", "diabetic neuropathy", "consensus", GENERAL, "provisional"),
        ),
    ),
    Instrument(
        code="tnsc",
        label=term("Total Neuropathy Score, clinical version"),
        domain=term("neuropathy signs"),
        minimum=0,
        maximum=28,
        step=1,
        unit=term("points"),
        direction="lower",
        scoring=ItemScore(numbered("tnsc", *range(1, 8)), 0, 4, "sum", least_answered=7),
        missing_items=_ALL,
        licence=FREE,
        thresholds=(
            Threshold(2, "points", "MCID", "chemotherapy; lower end", "not known", GENERAL, "provisional"),
            Threshold(3, "points", "MCID", "chemotherapy; upper end", "not known", GENERAL, "provisional"),
        ),
    ),
)
