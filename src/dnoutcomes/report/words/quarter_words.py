"""What may be said of a quarter beside those before it: that its interval is apart from theirs, or nothing."""

from __future__ import annotations

from dnoutcomes.language import say
from dnoutcomes.report.quarter_results import QuarterResults
from dnoutcomes.report.words.setting import Setting


def quarter_sentence(found: QuarterResults, setting: Setting) -> str:
    """Say whether the quarter's difference is apart from that of each quarter before it.

    Intervals that don't meet are further apart than chance makes two quarters at this level; that they do meet is no
    proof that nothing changed.
    """
    own = found.effects[found.quarter]
    before = {
        name: effect for name, effect in found.effects.items() if name != found.quarter and effect.known
    }
    if not own.known or not before:
        return say(
            "{quarter} can't be set beside an earlier quarter: there is none, or too few patients had a score.",
            quarter=found.quarter,
        )
    apart = [
        name
        for name, effect in before.items()
        if own.conf_high < effect.conf_low or own.conf_low > effect.conf_high
    ]
    if not apart:
        return say(
            "The interval of {quarter} overlaps with those of all earlier quarters shown. That is no sign of a change "
            "and no proof that there was none; the control charts look at it month by month.",
            quarter=found.quarter,
        )
    return say(
        "The interval of {quarter} doesn't overlap with that of {others}. Of several comparisons one may come out so "
        "by chance; the control charts tell whether it lasts.",
        quarter=found.quarter,
        others=", ".join(apart),
    )
