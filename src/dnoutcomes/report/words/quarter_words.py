"""What may be said of a quarter beside those before it: that its difference has changed, or nothing."""

from __future__ import annotations

from dnoutcomes.language import say
from dnoutcomes.report.facts.quarter_results import QuarterResults


def quarter_sentence(quarters: QuarterResults) -> str:
    """Say whether the quarter's difference has changed from that of a quarter before it.

    What is compared are the differences themselves: intervals may overlap although the differences are apart, and that
    they do is no proof that nothing changed.
    """
    changes = quarters.changes
    if not changes:
        return say(
            "{quarter} can't be set beside an earlier quarter: there is none, or too few patients had a score.",
            quarter=quarters.quarter,
        )
    apart = [name for name, change in changes.items() if change.conf_low > 0 or change.conf_high < 0]
    if not apart:
        return say(
            "The difference of {quarter} is no further from that of any earlier quarter shown than chance may take it, "
            "with their number allowed for. That is no sign of a change and no proof that there was none; the control "
            "charts look at it month by month.",
            quarter=quarters.quarter,
        )
    return say(
        "The difference of {quarter} is further from that of {others} than chance alone would take it, with the number "
        "of quarters allowed for. Patients differ from quarter to quarter; the control charts tell whether it lasts.",
        quarter=quarters.quarter,
        others=", ".join(apart),
    )
