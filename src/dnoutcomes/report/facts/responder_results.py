"""Responders of both arms at the primary visit, from the counts that may be shown, and their curve."""

from __future__ import annotations

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.responder_curve import responder_curve
from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.disclosure import Key, ProtectedCounts, State
from dnoutcomes.plan import Plan, Responder
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.responder_contrast import ResponderContrast


def responder_results(
    plan: Plan, counts: ProtectedCounts, *, everyone: bool
) -> tuple[ResponderContrast, ...]:
    """Compare the shares of responders, one result per threshold of the plan.

    Parameters
    ----------
    plan : Plan
    counts : ProtectedCounts
    everyone : bool
        Of all patients with a baseline, those without a score counting as no responders; else of those with a score.

    Notes
    -----
    A patient whose score at the start was 0 can't improve by a share of it and counts as no responder, as in
    `compare_arms`.
    """
    return tuple(_contrast(responder, plan, counts, everyone=everyone) for responder in plan.responders)


def _contrast(
    responder: Responder, plan: Plan, counts: ProtectedCounts, *, everyone: bool
) -> ResponderContrast:
    arms = (plan.treated_arm, plan.reference_arm)
    above: list[Key] = [("responders", responder.label, arm) for arm in arms]
    below: list[Key] = [
        ("analysed", arm) if everyone else ("scored", plan.primary_visit, arm) for arm in arms
    ]
    yes = [n for n in map(counts.value, above) if n is not None]
    analysed = [n for n in map(counts.value, below) if n is not None]
    if len(yes) + len(analysed) < len(above) + len(below):
        return ResponderContrast.without(responder, State.HIDDEN)
    scored = [counts.linked.counts["scored", plan.primary_visit, arm].value for arm in arms]
    if not all(analysed) or not all(scored):
        return ResponderContrast.without(responder, State.NOT_ESTIMABLE)
    effect = risk_difference(yes[0], analysed[0], yes[1], analysed[1], confidence_level=plan.confidence_level)
    return ResponderContrast(
        responder,
        effect.risk,
        effect.risk_ref,
        effect.estimate,
        effect.conf_low,
        effect.conf_high,
        n_patients=sum(analysed),
    )


def responder_figure(analysis: AnalysisData, counts: ProtectedCounts) -> FigureBlock | None:
    """Draw the curve of responders, unless one of its points may not be shown."""
    drawn = [key for key in counts.statuses if key[0] in ("improved", "analysed")]
    if not counts.is_shown(*drawn):
        return None
    # Where small groups are protected, only the levels at which no step stands for one.
    return FigureBlock.of("responders", responder_curve(analysis, released=True))
