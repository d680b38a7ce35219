"""What the first page of a report claims beyond chance: a family that shares one rate of error.

The rule is docs/decisions/0032-the-first-page-as-a-family.md. Sentences, tiles and marks are chosen by these claims, so
that nobody has to read prose to know whether a page claims something.
"""

from __future__ import annotations

import math

from dnoutcomes.estimates import JointTest
from dnoutcomes.monitoring import ControlChart
from dnoutcomes.report.facts.answer import Answer
from dnoutcomes.report.facts.cause_results import CauseResults
from dnoutcomes.report.facts.claim import Claim, Direction
from dnoutcomes.report.facts.effect import NOTHING, Verdict
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable

#: The measures whose charts mark a number of the first page.
MARKED = ("change", "completion", "adverse_events")
#: What the test of causes may take, as a part of what the headline takes.
PART_OF_CAUSES = 0.2
#: How often, at most, a chart has a signal that reaches into the last three months though nothing changes; see
#: docs/algorithms/control-charts.md.
RATE_OF_CHART = 0.01

_DIRECTIONS: dict[Verdict, Direction] = {
    "better": "better",
    "slightly better": "better",
    "worse": "worse",
    "slightly worse": "worse",
}


def first_page_claims(results: ReportResults) -> tuple[Claim, ...]:
    """List everything that the first page could claim beyond chance, and whether it does.

    Parameters
    ----------
    results : ReportResults

    Returns
    -------
    tuple of Claim
        "difference" (headline and effect sentences), "responders", "causes", then one per measure of `MARKED`. All of
        them, whether the data allow them or not.
    """
    difference = claim_of_difference(results.answer)
    charts = {} if isinstance(results.trends, Unavailable) else results.trends.by_measure
    return (
        difference,
        claim_of_responders(next(iter(results.responders_all), None), difference),
        claim_of_causes(results.causes, results.setting.plan.confidence_level),
        *(claim_of_chart(name, charts.get(name)) for name in MARKED),
    )


def claim_of_difference(answer: Answer) -> Claim:
    """Whether the headline says that the arms differ: where the interval excludes no difference."""
    direction = _DIRECTIONS.get(answer.verdict, "")
    rate = 1 - answer.effect.confidence_level if answer.effect.has_interval else 0.0
    return Claim("difference", bool(direction), rate, direction)


def claim_of_responders(contrast: ResponderContrast | None, difference: Claim) -> Claim:
    """Whether one arm is said to have more responders.

    Only where its interval excludes no difference and the headline claims the same direction: so the family's error
    doesn't grow by it.
    """
    effect = NOTHING if contrast is None else contrast.concluded
    direction: Direction = ""
    if effect.has_interval:
        direction = "better" if effect.conf_low > 0 else "worse" if effect.conf_high < 0 else ""
    made = difference.made and direction == difference.direction
    return Claim("responders", made, 0.0, direction if made else "")


def claim_of_causes(causes: CauseResults | Unavailable, confidence_level: float) -> Claim:
    """Whether the difference is said to depend on the cause: where p of the one test is below its share of error."""
    test = None if isinstance(causes, Unavailable) else causes.interaction
    if not isinstance(test, JointTest) or not math.isfinite(test.p_value):
        return Claim("causes", False, 0.0)
    rate = PART_OF_CAUSES * (1 - confidence_level)
    return Claim("causes", test.p_value < rate, rate)


def claim_of_chart(name: str, chart: ControlChart | None) -> Claim:
    """Whether a chart is said to have changed in the last months."""
    if chart is None or not chart.rules:
        return Claim(name, False, 0.0)
    directions: dict[str, Direction] = {"improvement": "better", "deterioration": "worse"}
    return Claim(name, bool(chart.recent_signals), RATE_OF_CHART, directions.get(chart.verdict, ""))
