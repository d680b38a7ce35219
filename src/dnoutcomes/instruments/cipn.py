"""Neuropathy after chemotherapy, as patients and clinicians grade it."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Instrument, Threshold, ThresholdKind
from dnoutcomes.instruments.scoring import ItemScore, numbered, raw_to_100
from dnoutcomes.instruments.sources import FREE, GENERAL, NTX_2020, OWNED, YEO_2019
from dnoutcomes.language import term

_DOMAIN = term("chemotherapy-induced neuropathy")
_SENSORY = numbered("cipn20", 31, 32, 33, 34, 35, 36, 39, 40, 48)
_MOTOR = numbered("cipn20", 37, 38, 41, 42, 43, 44, 45, 49)
_AUTONOMIC = numbered("cipn20", 46, 47, 50)
_NTX = ("ntx1", "ntx2", "ntx3", "ntx4", "ntx5", "hi12", "ntx6", "ntx7", "ntx8", "ntx9", "an6")


def _cipn20(
    name: str,
    label: str,
    items: tuple[str, ...],
    range_: tuple[float, float],
    ends: tuple[float, ...],
    notes: str,
) -> Instrument:
    """One subscale in raw points: the sum of its items, each 1 to 4."""
    return Instrument(
        code=f"qlq_cipn20_{name}",
        label=label,
        domain=_DOMAIN,
        minimum=range_[0],
        maximum=range_[1],
        unit=term("raw points"),
        direction="lower",
        recall="last week",
        scoring=ItemScore(items, 1, 4, "sum", least_answered=(len(items) + 1) // 2),
        missing_items=f"prorated when at least half of the {len(items)} items are answered",
        percent_change=False,
        licence=OWNED,
        notes=notes,
        thresholds=_ends(ends, "points of the raw sum"),
    )


def _cipn20_100(name: str, label: str, n_items: int, ends: tuple[float, ...]) -> Instrument:
    """The same subscale from 0 to 100; its thresholds are the raw ones converted."""
    return Instrument(
        code=f"qlq_cipn20_{name}_100",
        label=label,
        domain=_DOMAIN,
        minimum=0,
        maximum=100,
        unit=term("points of 0 to 100"),
        direction="lower",
        recall="last week",
        missing_items="convert the prorated raw sum with raw_to_100",
        licence=OWNED,
        thresholds=_ends(
            tuple(round(raw_to_100(n_items + end, n_items), 1) for end in ends), "converted from the raw sum"
        ),
        notes=f"0 to 100 form of the sum of {n_items} items. Do not use the raw thresholds here.",
    )


def _ends(ends: tuple[float, ...], unit: str) -> tuple[Threshold, ...]:
    kind: ThresholdKind = "MCID"
    return tuple(
        Threshold(
            value,
            "points",
            kind,
            f"during neurotoxic chemotherapy, worsening; {end} end",
            f"distribution; {unit}",
            YEO_2019,
            "provisional",
        )
        for value, end in zip(ends, ("lower", "upper"))
    )


_RAW = "Raw sum, not 0 to 100: the published thresholds are in raw points."

CIPN: tuple[Instrument, ...] = (
    _cipn20("sensory", term("EORTC QLQ-CIPN20, sensory, raw sum"), _SENSORY, (9, 36), (2.5, 5.9), _RAW),
    _cipn20(
        "motor",
        term("EORTC QLQ-CIPN20, motor, raw sum"),
        _MOTOR,
        (8, 32),
        (2.6, 5.0),
        _RAW + " Item 49 is for drivers only; without it the sum is prorated.",
    ),
    _cipn20(
        "autonomic",
        term("EORTC QLQ-CIPN20, autonomic, raw sum"),
        _AUTONOMIC,
        (2, 12),
        (),
        _RAW + " Item 50 (erection) is for men only: a sum of the other two runs from "
        "2 to 8, so sums of men and women differ by construction. Scoring from items prorates to 3 "
        "items, 3 to 12.",
    ),
    _cipn20_100("sensory", term("EORTC QLQ-CIPN20, sensory, 0 to 100"), len(_SENSORY), (2.5, 5.9)),
    _cipn20_100("motor", term("EORTC QLQ-CIPN20, motor, 0 to 100"), len(_MOTOR), (2.6, 5.0)),
    _cipn20_100("autonomic", term("EORTC QLQ-CIPN20, autonomic, 0 to 100"), len(_AUTONOMIC), ()),
    Instrument(
        code="fact_gog_ntx",
        label=term("FACT/GOG-Ntx neurotoxicity subscale"),
        domain=_DOMAIN,
        minimum=0,
        maximum=44,
        unit=term("points"),
        direction="higher",
        recall="last 7 days",
        scoring=ItemScore(_NTX, 0, 4, "sum", least_answered=6, reverse=True),
        missing_items="prorated when more than half of the 11 items are answered",
        aliases=("fact_ntx",),
        licence=OWNED,
        thresholds=(
            Threshold(
                1.38,
                "points",
                "MCID",
                "chemotherapy; lower end",
                "anchor and distribution",
                NTX_2020,
                "provisional",
            ),
            Threshold(
                3.68,
                "points",
                "MCID",
                "chemotherapy; upper end",
                "anchor and distribution",
                NTX_2020,
                "provisional",
            ),
        ),
        notes="Higher is better: each answer counts as 4 minus the answer. A rise is an improvement.",
    ),
    Instrument(
        code="ctcae_sensory",
        label=term("CTCAE grade, peripheral sensory neuropathy"),
        domain=_DOMAIN,
        minimum=0,
        maximum=5,
        step=1,
        unit=term("grade"),
        direction="lower",
        recall="at the visit",
        missing_items="one grade",
        percent_change=False,
        licence=FREE,
        thresholds=(Threshold(1, "points", "MCID", "chemotherapy", "one grade", GENERAL, "provisional"),),
        notes="Ordered grades: differences between means are not in units of a grade.",
    ),
    Instrument(
        code="ctcae_motor",
        label=term("CTCAE grade, peripheral motor neuropathy"),
        domain=_DOMAIN,
        minimum=0,
        maximum=5,
        step=1,
        unit=term("grade"),
        direction="lower",
        recall="at the visit",
        missing_items="one grade",
        percent_change=False,
        licence=FREE,
        thresholds=(Threshold(1, "points", "MCID", "chemotherapy", "one grade", GENERAL, "provisional"),),
        notes="Ordered grades: differences between means are not in units of a grade.",
    ),
    Instrument(
        code="pnq_sensory",
        label=term("Patient Neurotoxicity Questionnaire, sensory"),
        domain=_DOMAIN,
        minimum=0,
        maximum=4,
        step=1,
        unit=term("grade"),
        direction="lower",
        recall="since the last treatment",
        missing_items="one item",
        percent_change=False,
        licence=OWNED,
        thresholds=(
            Threshold(
                3,
                "points",
                "severity",
                "chemotherapy",
                "D or E: daily activities disturbed",
                GENERAL,
                "provisional",
            ),
        ),
        notes="Letters A to E are stored as 0 to 4.",
    ),
    Instrument(
        code="pnq_motor",
        label=term("Patient Neurotoxicity Questionnaire, motor"),
        domain=_DOMAIN,
        minimum=0,
        maximum=4,
        step=1,
        unit=term("grade"),
        direction="lower",
        recall="since the last treatment",
        missing_items="one item",
        percent_change=False,
        licence=OWNED,
        thresholds=(
            Threshold(
                3,
                "points",
                "severity",
                "chemotherapy",
                "D or E: daily activities disturbed",
                GENERAL,
                "provisional",
            ),
        ),
        notes="Letters A to E are stored as 0 to 4.",
    ),
)
