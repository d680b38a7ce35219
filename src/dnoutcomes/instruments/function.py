"""Walking, balance and confidence in them."""

from __future__ import annotations

import math

from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.sources import FREE, GAIT_REVIEW, GENERAL, OWNED, TUG_DPN
from dnoutcomes.language import term

_DOMAIN = term("physical function")

FUNCTION: tuple[Instrument, ...] = (
    Instrument(
        code="tug",
        label=term("Timed Up and Go"),
        domain=_DOMAIN,
        minimum=0,
        maximum=math.inf,
        unit="s",
        direction="lower",
        missing_items="one trial or the mean of those planned",
        licence=FREE,
        thresholds=(
            Threshold(
                10.7,
                "points",
                "screen",
                "diabetic neuropathy",
                "at or above: risk of falling",
                TUG_DPN,
                "provisional",
            ),
        ),
        notes="Cuts for falls differ between populations; the source supports a lower cut in "
        "diabetic neuropathy, its value of "
        "10.7 s was not checked. No minimal important difference found.",
    ),
    Instrument(
        code="bbs",
        label=term("Berg Balance Scale"),
        domain=_DOMAIN,
        minimum=0,
        maximum=56,
        step=1,
        unit=term("points"),
        direction="higher",
        missing_items="all 14 items are needed",
        licence=FREE,
        thresholds=(
            Threshold(
                3.3,
                "points",
                "MDC",
                "older adults, high scores; lower end",
                "by band of score",
                GENERAL,
                "provisional",
            ),
            Threshold(
                7,
                "points",
                "MDC",
                "older adults, low scores; upper end",
                "by band of score",
                GENERAL,
                "provisional",
            ),
        ),
        notes="Strong ceiling: report the share at 56.",
    ),
    Instrument(
        code="sls",
        label=term("Single-leg stance"),
        domain=_DOMAIN,
        minimum=0,
        maximum=60,
        unit="s",
        direction="higher",
        missing_items="best or mean of the trials planned",
        licence=FREE,
        notes="Stopped at 30 or 60 s by protocol: values at the cap are censored. State the cap and "
        "open or closed eyes.",
    ),
    Instrument(
        code="gait_speed",
        label=term("Gait speed, 10 metres"),
        domain=_DOMAIN,
        minimum=0,
        maximum=math.inf,
        unit="m/s",
        direction="higher",
        missing_items="mean of the trials planned",
        aliases=("10mwt",),
        licence=FREE,
        thresholds=(
            Threshold(
                0.10,
                "points",
                "MCID",
                "adults with pathology; lower end",
                "review",
                GAIT_REVIEW,
                "provisional",
            ),
            Threshold(
                0.20,
                "points",
                "MCID",
                "adults with pathology; upper end",
                "review",
                GAIT_REVIEW,
                "provisional",
            ),
        ),
        notes="Metres per second, not the seconds of the walk. Comfortable and fast pace are "
        "different measures.",
    ),
    Instrument(
        code="abc",
        label=term("Activities-specific Balance Confidence"),
        domain=_DOMAIN,
        minimum=0,
        maximum=100,
        unit="%",
        direction="higher",
        missing_items="mean of the answered items; enter the total",
        licence=OWNED,
    ),
    Instrument(
        code="fes_i",
        label=term("Falls Efficacy Scale International"),
        domain=_DOMAIN,
        minimum=16,
        maximum=64,
        step=1,
        unit=term("points"),
        direction="lower",
        missing_items="enter the total",
        percent_change=False,
        licence=OWNED,
        notes="Lower is better, unlike abc. Starts at 16.",
    ),
    Instrument(
        code="exstore_strength",
        label=term("EXSTORE examination, muscle strength"),
        domain=term("process"),
        minimum=0,
        maximum=5,
        step=1,
        unit=term("grade"),
        direction="higher",
        missing_items="one grade",
        percent_change=False,
        is_outcome=False,
        licence=OWNED,
        notes="A proprietary examination without published measurement properties: records what was "
        "done, no outcome.",
    ),
    Instrument(
        code="exstore_rom",
        label=term("EXSTORE examination, range of motion"),
        domain=term("process"),
        minimum=0,
        maximum=360,
        unit=term("degrees"),
        direction="higher",
        missing_items="one reading",
        is_outcome=False,
        licence=OWNED,
        notes="A proprietary examination without published measurement properties: records what was "
        "done, no outcome.",
    ),
    Instrument(
        code="exstore_functional",
        label=term("EXSTORE examination, functional movement"),
        domain=term("process"),
        minimum=0,
        maximum=3,
        step=1,
        unit=term("grade"),
        direction="higher",
        missing_items="one grade",
        percent_change=False,
        is_outcome=False,
        licence=OWNED,
        notes="A proprietary examination without published measurement properties: records what was "
        "done, no outcome.",
    ),
)
