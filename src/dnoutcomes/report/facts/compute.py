"""Compute what belongs to no single section of a report, once, and release it."""

from __future__ import annotations

from collections.abc import Callable

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.design_effect import DesignEffect
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, ProtectedCounts, StatedNumber
from dnoutcomes.estimates import Estimates
from dnoutcomes.language import term
from dnoutcomes.report.facts.adjusted_responder_results import with_adjusted, with_concluded
from dnoutcomes.report.facts.answer import Answer, choose_answer, small_difference
from dnoutcomes.report.facts.cause_results import cause_results
from dnoutcomes.report.facts.change_results import change_results
from dnoutcomes.report.facts.cluster_results import cluster_results
from dnoutcomes.report.facts.comparison_results import comparison_results
from dnoutcomes.report.facts.file_quality import file_quality
from dnoutcomes.report.facts.model_results import ModelResults, model_results
from dnoutcomes.report.facts.period import period_words
from dnoutcomes.report.facts.released_frames import released_case_mix, released_flow
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.responder_results import responder_results
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.run_facts import run_facts
from dnoutcomes.report.facts.unavailable import Unavailable, or_unavailable
from dnoutcomes.report.names.setting import Setting

NO_MODEL = term(
    "The mixed model of the plan could not be fitted to these data: too few visits with scores, too few "
    "patients, or scores that hardly vary."
)
ONE_VISIT = term("Only one visit after the start has scores, so there is no course over time to model.")
NO_COMPARISON = term(
    "The groups could not be compared after the start: too few patients with a score, or scores that don't "
    "vary."
)


def core_results(inputs: ReportInputs, step: Callable[[str], None]) -> ReportResults:
    """Compute and release what belongs to no single section.

    Parameters
    ----------
    inputs : ReportInputs
    step : callable
        Told the name of each step as it begins.

    Returns
    -------
    ReportResults
        Without the facts of sections.
    """
    analysis, counts, plan = inputs.analysis, inputs.counts, inputs.plan
    case_mix = released_case_mix(analysis, counts)
    margin = small_difference(case_mix, plan)
    step("fitting the mixed model")
    model = _model(analysis, counts)
    step("comparing the groups")
    raw: Estimates | Unavailable = or_unavailable(lambda: compare_arms(analysis), NO_COMPARISON)
    comparisons: Estimates | Unavailable = raw
    if isinstance(raw, Estimates):
        comparisons = comparison_results(raw, analysis, counts)
    responders = with_adjusted(responder_results(plan, counts, everyone=False), analysis, everyone=False)
    counted_all = with_adjusted(responder_results(plan, counts, everyone=True), analysis, everyone=True)
    answer = choose_answer(plan, model, comparisons, margin)
    return ReportResults(
        setting=_setting(analysis, margin),
        counts=counts,
        answer=answer,
        flow=released_flow(analysis, counts),
        case_mix=case_mix,
        model=model,
        comparisons=comparisons,
        causes=cause_results(analysis, counts, model, raw),
        responders=responders,
        responders_all=with_concluded(counted_all, responders, model),
        change=change_results(analysis, counts),
        quality=file_quality(analysis.outcomes),
        provenance=run_facts(analysis, model, inputs.quarter, inputs.whole.plan.hash),
        period=period_words(analysis, inputs.quarter),
        clusters=cluster_results(analysis, counts, _design_effect(model, answer)),
        n_earlier_reports=sum(not overlap.same_patients for overlap in inputs.earlier),
        cut=inputs.cut,
    )


def _model(analysis: AnalysisData, counts: ProtectedCounts) -> ModelResults | Unavailable:
    return or_unavailable(lambda: model_results(analysis, counts), why_no_model(analysis))


def why_no_model(analysis: AnalysisData) -> str:
    """The sentence of a report whose mixed model couldn't be fitted, marked with `term`."""
    scored = analysis.visits.loc[analysis.visits["change"].notna(), "visit"].nunique()
    return NO_MODEL if scored != 1 else ONE_VISIT


def _design_effect(model: ModelResults | Unavailable, answer: Answer) -> DesignEffect | None:
    """What clusters do to the difference of the first page, unless that is hidden or from another model."""
    if isinstance(model, Unavailable) or answer.method == "analysis of covariance":
        return None
    if answer.effect.state in NOT_TO_BE_SHOWN:
        return None
    return model.design_effect


def _setting(analysis: AnalysisData, margin: StatedNumber) -> Setting:
    causes, modelled = (analysis.patients[name].nunique() for name in ("cause", "cause_modelled"))
    return Setting(
        analysis.plan,
        margin,
        several_causes=modelled > 1,
        causes_pooled=causes > 1 and modelled == 1,
        same_day=analysis.outcomes.same_day or "",
    )
