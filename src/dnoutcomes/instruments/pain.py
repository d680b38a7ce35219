"""Pain intensity and interference."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import ItemScore
from dnoutcomes.instruments.sources import FARRAR_2001, FARRAR_2010, FREE, GENERAL, IMMPACT, OWNED
from dnoutcomes.language import term

_RELIEF_30 = Threshold(
    30,
    "percent",
    "MCID",
    "chronic pain; 2,724 patients of 10 pregabalin trials, diabetic neuropathy among them",
    "anchor: global impression of change",
    FARRAR_2001,
    "established",
)
_RELIEF_50 = Threshold(
    50, "percent", "SCB", "chronic pain", "consensus: substantial improvement", IMMPACT, "established"
)
_TWO_POINTS = Threshold(
    2,
    "points",
    "MCID",
    "chronic pain; 2,724 patients of 10 pregabalin trials, diabetic neuropathy among them",
    "anchor: global impression of change",
    FARRAR_2001,
    "established",
)
_CARRIED_30 = Threshold(
    30, "percent", "MCID", "chronic pain", "carried over from average pain", FARRAR_2001, "provisional"
)
_CARRIED_50 = Threshold(
    50, "percent", "SCB", "chronic pain", "carried over from average pain", IMMPACT, "provisional"
)
_CARRIED_TWO = Threshold(
    2, "points", "MCID", "chronic pain", "carried over from average pain", FARRAR_2001, "provisional"
)

_FLOOR = (
    "Bounded at both ends. A percent change says little when baseline is below 3, and nothing when it is 0."
)
_BPI_ITEMS = ("bpi_worst", "bpi_least", "bpi_average", "bpi_now")
_INTERFERENCE_ITEMS = (
    "bpi_activity",
    "bpi_mood",
    "bpi_walking",
    "bpi_work",
    "bpi_relations",
    "bpi_sleep",
    "bpi_enjoyment",
)


def _rating(code: str, label: str, recall: str) -> Instrument:
    """One of the 0 to 10 ratings beside that of average pain."""
    return Instrument(
        code=code,
        label=label,
        domain=term("pain"),
        minimum=0,
        maximum=10,
        step=1,
        unit=term("points"),
        direction="lower",
        recall=recall,
        missing_items="one item",
        aliases=(code.replace("pain_nrs", "nrs_pain"),),
        licence=FREE,
        thresholds=(_CARRIED_30, _CARRIED_TWO, _CARRIED_50),
        notes=_FLOOR,
    )


PAIN: tuple[Instrument, ...] = (
    Instrument(
        code="pain_nrs",
        label=term("Average pain, 0 to 10 numeric rating"),
        domain=term("pain"),
        minimum=0,
        maximum=10,
        step=1,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours or last 7 days; keep to one",
        missing_items="one item",
        aliases=("nrs_pain", "nrs_average", "pain_nrs_average"),
        licence=FREE,
        thresholds=(_RELIEF_30, _TWO_POINTS, _RELIEF_50),
        notes=_FLOOR
        + " The higher the baseline, the larger the change in points that patients call important. "
        "10 to 20 % is minimal, 30 % moderate, 50 % substantial (IMMPACT). An anchored cohort found "
        "much larger "
        "changes: 2.16 points (SD 2.48) with treatment going on, 4.15 (SD 2.70) when it was finished "
        "(PMC9299931).",
    ),
    _rating("pain_nrs_worst", term("Worst pain, 0 to 10 numeric rating"), "last 24 hours or last 7 days"),
    _rating("pain_nrs_least", term("Least pain, 0 to 10 numeric rating"), "last 24 hours or last 7 days"),
    _rating("pain_nrs_now", term("Pain now, 0 to 10 numeric rating"), "now"),
    _rating("pain_nrs_night", term("Pain at night, 0 to 10 numeric rating"), "last night or last 7 nights"),
    Instrument(
        code="vas_pain",
        label=term("Pain, visual analogue scale of 100 mm"),
        domain=term("pain"),
        minimum=0,
        maximum=100,
        step=1,
        unit="mm",
        direction="lower",
        recall="last 24 hours or last 7 days",
        missing_items="one item",
        aliases=("pain_vas",),
        licence=FREE,
        thresholds=(
            _RELIEF_30,
            _RELIEF_50,
            Threshold(
                20,
                "points",
                "MCID",
                "chronic pain",
                "two points of the 0 to 10 rating",
                GENERAL,
                "provisional",
            ),
        ),
        notes="Millimetres: a value in 0 to 10 is probably centimetres or a 0 to 10 rating.",
    ),
    Instrument(
        code="bpi_severity",
        label=term("Brief Pain Inventory, severity"),
        domain=term("pain"),
        minimum=0,
        maximum=10,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours",
        scoring=ItemScore(_BPI_ITEMS, 0, 10, "mean", least_answered=3),
        missing_items="mean of the answered items when more than half of the 4 are answered",
        licence=OWNED,
        thresholds=(_CARRIED_30, _CARRIED_50),
        notes=_FLOOR,
    ),
    Instrument(
        code="bpi_worst",
        label=term("Brief Pain Inventory, worst pain"),
        domain=term("pain"),
        minimum=0,
        maximum=10,
        step=1,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours",
        missing_items="one item",
        licence=OWNED,
        thresholds=(
            Threshold(
                33.3,
                "percent",
                "SCB",
                "painful diabetic neuropathy",
                "anchor: much improved or better",
                FARRAR_2010,
                "established",
            ),
            Threshold(
                3,
                "points",
                "SCB",
                "painful diabetic neuropathy",
                "anchor: much improved or better",
                FARRAR_2010,
                "established",
            ),
        ),
        notes=_FLOOR,
    ),
    Instrument(
        code="bpi_interference",
        label=term("Brief Pain Inventory, interference"),
        domain=term("pain interference"),
        minimum=0,
        maximum=10,
        unit=term("points"),
        direction="lower",
        recall="last 24 hours",
        scoring=ItemScore(_INTERFERENCE_ITEMS, 0, 10, "mean", least_answered=4),
        missing_items="mean of the answered items when at least 4 of the 7 are answered",
        licence=OWNED,
        thresholds=(
            Threshold(
                1, "points", "MCID", "chronic pain", "consensus: minimal change", IMMPACT, "established"
            ),
            Threshold(
                3,
                "points",
                "SCB",
                "painful diabetic neuropathy",
                "anchor: 30 % less pain",
                FARRAR_2010,
                "provisional",
            ),
        ),
    ),
)
