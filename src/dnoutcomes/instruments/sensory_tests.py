"""Sensation tested with a filament, a vibrating probe or a tuning fork."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import percent_felt
from dnoutcomes.instruments.sources import FREE, GENERAL
from dnoutcomes.language import term

SENSORY_TESTS: tuple[Instrument, ...] = (
    Instrument(
        code="monofilament_sites",
        label=term("10 g monofilament, sites felt on one foot"),
        domain=term("sensory tests"),
        minimum=0,
        maximum=10,
        step=1,
        unit=term("sites felt"),
        direction="higher",
        missing_items="all planned sites are needed",
        aliases=("monofilament",),
        licence=FREE,
        notes="State how many sites are tested (4, 6, 8 or 10): counts of different protocols are "
        "not comparable. Protective "
        "sensation counts as lost from one missed site on, but the rule varies.",
    ),
    Instrument(
        code="monofilament_percent",
        label=term("10 g monofilament, percent of sites felt"),
        domain=term("sensory tests"),
        minimum=0,
        maximum=100,
        unit="%",
        direction="higher",
        scoring=percent_felt,
        missing_items="percent of the sites tested",
        percent_change=False,
        licence=FREE,
        notes="Comparable between protocols with different numbers of sites.",
    ),
    Instrument(
        code="vpt",
        label=term("Vibration perception threshold"),
        domain=term("sensory tests"),
        minimum=0,
        maximum=50,
        unit="V",
        direction="lower",
        missing_items="mean of the readings of one site",
        aliases=("biothesiometer", "neurothesiometer"),
        licence=FREE,
        thresholds=(
            Threshold(
                25, "points", "screen", "diabetes", "above: high risk of ulcer", GENERAL, "screening only"
            ),
        ),
        notes="The device ends at 50 V: 50 means 50 or more (censored). Other devices report micrometres.",
    ),
    Instrument(
        code="tuning_fork_128",
        label=term("128 Hz tuning fork, Rydel-Seiffer"),
        domain=term("sensory tests"),
        minimum=0,
        maximum=8,
        step=0.5,
        unit=term("scale 0 to 8"),
        direction="higher",
        missing_items="one reading",
        licence=FREE,
        notes="Norms depend on age. A time in seconds is another measure and doesn't belong here.",
    ),
)
