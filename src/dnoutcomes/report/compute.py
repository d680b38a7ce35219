"""Compute everything that a report says, once, and release it."""

from __future__ import annotations

from collections.abc import Callable

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare import compare_arms
from dnoutcomes.disclosure import ProtectedCounts, audit, protect
from dnoutcomes.estimates import Estimates
from dnoutcomes.report.adjusted_responder_results import with_adjusted
from dnoutcomes.report.answer import choose_answer, small_difference
from dnoutcomes.report.attempt import attempt
from dnoutcomes.report.cause_results import cause_results
from dnoutcomes.report.change_results import change_results
from dnoutcomes.report.comparison_results import comparison_results
from dnoutcomes.report.file_quality import file_quality
from dnoutcomes.report.model_results import model_results
from dnoutcomes.report.patient_counts import counting_everyone, patient_counts
from dnoutcomes.report.released_frames import released_case_mix, released_flow
from dnoutcomes.report.responder_results import responder_results
from dnoutcomes.report.results import ModelResults, ReportResults, Unavailable
from dnoutcomes.report.run_facts import run_facts
from dnoutcomes.report.section import FigureBlock
from dnoutcomes.report.words.setting import Setting

NO_MODEL = (
    "The mixed model of the plan could not be fitted to these data: too few visits with scores, too few "
    "patients, or scores that hardly vary."
)
ONE_VISIT = "Only one visit after the start has scores, so there is no course over time to model."
NO_COMPARISON = (
    "The groups could not be compared after the start: too few patients with a score, or scores that don't "
    "vary."
)


def compute_results(analysis: AnalysisData, step: Callable[[str], None]) -> ReportResults:
    """Compute and release everything that a report says.

    Parameters
    ----------
    analysis : AnalysisData
    step : callable
        Told the name of each step as it begins.

    Raises
    ------
    DisclosureError
        A small group could be worked out from what would be shown.
    """
    plan = analysis.plan
    step("protecting small groups")
    counts = protect(patient_counts(analysis), plan.smallest_cell)
    audit(counts)
    case_mix = released_case_mix(analysis, counts)
    margin = small_difference(case_mix, plan)
    step("fitting the mixed model")
    scored = analysis.visits.loc[analysis.visits["change"].notna(), "visit"].nunique()
    model: ModelResults | Unavailable = attempt(
        lambda: model_results(analysis, counts), NO_MODEL if scored != 1 else ONE_VISIT
    )
    step("comparing the groups")
    raw: Estimates | Unavailable = attempt(lambda: compare_arms(analysis), NO_COMPARISON)
    comparisons: Estimates | Unavailable = raw
    if isinstance(raw, Estimates):
        comparisons = comparison_results(raw, analysis, counts)
    return ReportResults(
        setting=Setting(plan, margin),
        counts=counts,
        answer=choose_answer(plan, model, comparisons, margin),
        flow=released_flow(analysis, counts),
        case_mix=case_mix,
        model=model,
        comparisons=comparisons,
        causes=cause_results(analysis, counts, model, raw),
        responders=with_adjusted(responder_results(plan, counts, everyone=False), analysis, everyone=False),
        responders_all=with_adjusted(responder_results(plan, counts, everyone=True), analysis, everyone=True),
        responder_figure=responder_figure(analysis, counts),
        change=change_results(analysis, counts),
        quality=file_quality(analysis.outcomes),
        provenance=run_facts(analysis, model),
    )


def responder_figure(analysis: AnalysisData, counts: ProtectedCounts) -> FigureBlock | None:
    """Draw the curve of responders, unless one of its points may not be shown."""
    drawn = [key for key in counts.statuses if key[0] in ("improved", "analysed")]
    if not counts.is_shown(*drawn):
        return None
    from dnoutcomes.figures import plot_responders

    everyone = counting_everyone(analysis)
    cell = analysis.plan.smallest_cell
    return FigureBlock(lambda width: plot_responders(everyone, smallest_cell=cell, width=width))
