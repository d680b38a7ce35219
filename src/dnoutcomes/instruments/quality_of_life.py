"""Health-related quality of life."""

from __future__ import annotations

from dnoutcomes.instruments.instrument import Direction, Instrument, Threshold
from dnoutcomes.instruments.sources import EQ5D_JAPAN, GENERAL, LOW_BACK_PAIN, OWNED
from dnoutcomes.language import term

_DOMAIN = term("quality of life")
_SF36_DOMAINS = {
    "pf": term("SF-36 physical functioning"),
    "rp": term("SF-36 role physical"),
    "bp": term("SF-36 bodily pain"),
    "gh": term("SF-36 general health"),
    "vt": term("SF-36 vitality"),
    "sf": term("SF-36 social functioning"),
    "re": term("SF-36 role emotional"),
    "mh": term("SF-36 mental health"),
}


def _sf36_summary(name: str, label: str, thresholds: tuple[Threshold, ...]) -> Instrument:
    return Instrument(
        code=f"sf36_{name}",
        label=label,
        domain=_DOMAIN,
        minimum=0,
        maximum=100,
        unit=term("T score"),
        direction="higher",
        recall="last 4 weeks",
        missing_items="enter the score",
        percent_change=False,
        licence=OWNED,
        thresholds=thresholds,
        notes="T score: mean 50, SD 10 in the norm population. Its zero is arbitrary.",
    )


def _sf36_domain(name: str, label: str) -> Instrument:
    return Instrument(
        code=f"sf36_{name}",
        label=label,
        domain=_DOMAIN,
        minimum=0,
        maximum=100,
        unit=term("points"),
        direction="higher",
        recall="last 4 weeks",
        missing_items="enter the score",
        licence=OWNED,
        thresholds=(Threshold(5, "points", "MCID", "general", "convention", GENERAL, "provisional"),),
        notes="0 to 100 form, not norm-based T scores. Higher is better also for bodily pain.",
    )


def _promis(name: str, label: str, direction: Direction) -> Instrument:
    return Instrument(
        code=f"promis_{name}",
        label=label,
        domain=_DOMAIN,
        minimum=10,
        maximum=90,
        unit=term("T score"),
        direction=direction,
        recall="last 7 days",
        missing_items="enter the T score",
        percent_change=False,
        licence=OWNED,
        thresholds=(
            Threshold(
                2,
                "points",
                "MCID",
                "several conditions; lower end",
                "anchor and distribution",
                GENERAL,
                "provisional",
            ),
            Threshold(
                6,
                "points",
                "MCID",
                "several conditions; upper end",
                "anchor and distribution",
                GENERAL,
                "provisional",
            ),
        ),
        notes="T score: mean 50, SD 10 in the reference population. More of what the name says is a "
        "higher score.",
    )


QUALITY_OF_LIFE: tuple[Instrument, ...] = (
    _sf36_summary(
        "pcs",
        term("SF-36 physical component"),
        (
            Threshold(2.5, "points", "MCID", "general; lower end", "convention", GENERAL, "provisional"),
            Threshold(5, "points", "MCID", "general; upper end", "convention", GENERAL, "provisional"),
        ),
    ),
    _sf36_summary("mcs", term("SF-36 mental component"), ()),
    *(_sf36_domain(name, label) for name, label in _SF36_DOMAINS.items()),
    Instrument(
        code="eq5d_index",
        decimals=3,
        label=term("EQ-5D index"),
        domain=_DOMAIN,
        minimum=-0.594,
        maximum=1,
        unit=term("utility"),
        direction="higher",
        recall="today",
        missing_items="all 5 dimensions are needed; enter the index",
        percent_change=False,
        licence=OWNED,
        aliases=("eq5d",),
        thresholds=(
            Threshold(0.10, "points", "MCID", "chronic pain, 3L, Japan", "anchor", EQ5D_JAPAN, "provisional"),
            Threshold(0.08, "points", "MCID", "low back pain", "anchor", LOW_BACK_PAIN, "provisional"),
            Threshold(
                0.05, "points", "MCID", "several conditions; lower end", "anchor", GENERAL, "provisional"
            ),
        ),
        notes="Name the version (3L or 5L) and the country's value set: indices from different sets "
        "are not comparable. "
        "The lower bound here is that of the British 3L set; declare the instrument in the plan for "
        "a set that reaches lower.",
    ),
    Instrument(
        code="eq_vas",
        label=term("EQ-5D visual analogue scale of health"),
        domain=_DOMAIN,
        minimum=0,
        maximum=100,
        step=1,
        unit=term("points"),
        direction="higher",
        recall="today",
        missing_items="one item",
        percent_change=False,
        licence=OWNED,
    ),
    _promis("pi", term("PROMIS pain interference"), "lower"),
    _promis("pf", term("PROMIS physical function"), "higher"),
    _promis("sleep", term("PROMIS sleep disturbance"), "lower"),
    _promis("fatigue", term("PROMIS fatigue"), "lower"),
)
