"""Compute everything that a report says, once, and release it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData, derive_analysis
from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.design_effect import DesignEffect
from dnoutcomes.compare.outcome_scores import OutcomeScores, outcome_scores
from dnoutcomes.compare.responder_curve import responder_curve
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.estimates import Estimates
from dnoutcomes.language import say_term, term
from dnoutcomes.report.counts.responder_counts import counting_everyone
from dnoutcomes.report.facts.adjusted_responder_results import with_adjusted, with_concluded
from dnoutcomes.report.facts.answer import choose_answer, small_difference
from dnoutcomes.report.facts.attempt import Unavailable, attempt
from dnoutcomes.report.facts.attendance_results import attendance_figure
from dnoutcomes.report.facts.cause_results import cause_results
from dnoutcomes.report.facts.change_results import change_results
from dnoutcomes.report.facts.cluster_results import cluster_results
from dnoutcomes.report.facts.comparison_results import comparison_results
from dnoutcomes.report.facts.delivered_results import delivered_results
from dnoutcomes.report.facts.domain_results import domain_results
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.file_quality import file_quality
from dnoutcomes.report.facts.funnel_results import funnel_results
from dnoutcomes.report.facts.model_results import ModelResults, model_results
from dnoutcomes.report.facts.off_window_results import off_window_results
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.period import period_words
from dnoutcomes.report.facts.quarter_results import quarter_results
from dnoutcomes.report.facts.released_frames import released_case_mix, released_flow
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.responder_results import responder_results
from dnoutcomes.report.facts.results import Answer, ReportResults
from dnoutcomes.report.facts.run_facts import run_facts
from dnoutcomes.report.facts.safety_results import safety_results
from dnoutcomes.report.facts.sensitivity_results import sensitivity_results
from dnoutcomes.report.facts.trend_results import trend_results
from dnoutcomes.report.facts.waiting_results import waiting_results
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.releases.earlier_releases import Cut, Overlap, overlaps, protect_beside
from dnoutcomes.report.releases.release_record import Release

NO_MODEL = term(
    "The mixed model of the plan could not be fitted to these data: too few visits with scores, too few "
    "patients, or scores that hardly vary."
)
ONE_VISIT = term("Only one visit after the start has scores, so there is no course over time to model.")
NO_COMPARISON = term(
    "The groups could not be compared after the start: too few patients with a score, or scores that don't "
    "vary."
)

NOT_CHOSEN = term("The report was asked for without the section that this belongs to.")


def compute_results(
    analysis: AnalysisData,
    step: Callable[[str], None],
    *,
    sections: tuple[str, ...] = (),
    quarter: str | None = None,
    record: tuple[Release, ...] = (),
) -> ReportResults:
    """Compute and release everything that a report says.

    Parameters
    ----------
    analysis : AnalysisData
    step : callable
        Told the name of each step as it begins.
    sections : tuple of str
        Names of the sections that the report will have; none means all. What only other sections need isn't computed.
    quarter : str, optional
        Report the patients who belong to this quarter, beside the quarters before it.
    record : tuple of Release
        Earlier reports that a reader may have.

    Raises
    ------
    DisclosureError
        A small group could be worked out from what would be shown.
    """
    whole = analysis
    if quarter is not None:
        analysis = restrict_to_quarter(whole, quarter)
    plan = analysis.plan
    step("protecting small groups")
    wanted = partial(_is_wanted, sections)
    cut = Cut.of(whole, quarter)
    earlier = overlaps(cut, record)
    trended = up_to(whole, plan.data_cutoff)
    outcomes, counts = protected_counts(analysis, earlier, charted=None if quarter is None else trended)
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
    responders = with_adjusted(responder_results(plan, counts, everyone=False), analysis, everyone=False)
    counted_all = with_adjusted(responder_results(plan, counts, everyone=True), analysis, everyone=True)
    responders_all = with_concluded(counted_all, responders, model)
    step("making the comparison in other ways, describing treatment, safety and trends")
    supplements = _supplements(analysis, trended, counts, outcomes, responders_all, wanted)
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
        responders_all=responders_all,
        responder_figure=responder_figure(analysis, counts),
        change=change_results(analysis, counts),
        quality=file_quality(analysis.outcomes),
        off_window=off_window_results(counts),
        provenance=run_facts(analysis, model, quarter, whole.plan.hash),
        period=period_words(analysis, quarter),
        waits=waiting_results(analysis, counts),
        attendance_figure=attendance_figure(analysis, counts) if wanted("delivered") else None,
        funnels=funnel_results(analysis, counts),
        clusters=cluster_results(analysis, counts, _design_effect(model, answer)),
        sections_told=sections,
        n_earlier_reports=sum(not item.same_patients for item in earlier),
        cut=cut,
        quarters=None
        if quarter is None
        else quarter_results(whole, analysis, quarter, answer.effect, answer.method),
        **supplements,
    )


def protected_counts(
    analysis: AnalysisData, earlier: tuple[Overlap, ...] = (), *, charted: AnalysisData | None = None
) -> tuple[tuple[OutcomeScores, ...], ProtectedCounts]:
    """Decide which counts of patients the reports of an analysis may show, and attack what they would show.

    Parameters
    ----------
    analysis : AnalysisData
    earlier : tuple of Overlap
        What a reader knows from earlier reports.
    charted : AnalysisData, optional
        As in `patient_counts`.

    Returns
    -------
    tuple of OutcomeScores
        The outcomes that are compared.
    ProtectedCounts
        All counts, whatever sections are told: what another choice hid, two reports of one file would give away.

    Raises
    ------
    DisclosureError
        A small group could be worked out from what would be shown.
    """
    outcomes = outcome_scores(analysis)
    linked = patient_counts(analysis, outcomes, charted=charted)
    return outcomes, protect_beside(linked, analysis.plan.smallest_cell, earlier)


def _design_effect(model: ModelResults | Unavailable, answer: Answer) -> DesignEffect | None:
    """What clusters do to the difference of the first page, unless that is hidden or from another model."""
    if isinstance(model, Unavailable) or answer.effect.hidden or answer.method == "analysis of covariance":
        return None
    return model.design_effect


def _setting(analysis: AnalysisData, margin: float) -> Setting:
    causes, modelled = (analysis.patients[name].nunique() for name in ("cause", "cause_modelled"))
    return Setting(
        analysis.plan,
        margin,
        several_causes=modelled > 1,
        causes_pooled=causes > 1 and modelled == 1,
        same_day=analysis.outcomes.same_day or "",
    )


def _is_wanted(sections: tuple[str, ...], *names: str) -> bool:
    """Whether a report of these sections, or of all where there are none, has one of the names."""
    return not sections or any(name in sections for name in names)


def _supplements(
    analysis: AnalysisData,
    whole: AnalysisData,
    counts: ProtectedCounts,
    outcomes: tuple[OutcomeScores, ...],
    responders: tuple[ResponderContrast, ...],
    wanted: Callable[..., bool],
) -> dict[str, Any]:
    """Compute what belongs to one section each, where the report has the section."""
    plan, hidden = analysis.plan, any(item.hidden for item in responders[:1])
    parts: dict[str, tuple[tuple[str, ...], Callable[[], object]]] = {
        "sensitivity": (
            ("sensitivity",),
            lambda: attempt(
                lambda: sensitivity_results(analysis, counts, responders_hidden=hidden), NO_COMPARISON
            ),
        ),
        "delivered": (("delivered", "checklists"), lambda: delivered_results(analysis, counts)),
        "safety": (("safety", "summary"), lambda: safety_results(analysis, counts)),
        "trends": (("trends", "summary"), lambda: trend_results(whole, counts)),
        "domains": (
            ("domains",),
            lambda: domain_results(outcomes, plan, counts, analysis.outcomes.declared_outcomes),
        ),
    }
    return {
        name: compute() if wanted(*sections) else Unavailable(say_term(NOT_CHOSEN))
        for name, (sections, compute) in parts.items()
    }


def up_to(analysis: AnalysisData, last: date | None) -> AnalysisData:
    """Take the whole file up to the data cut of a report: trends are matters of the calendar."""
    if last is None or last == analysis.plan.data_cutoff:
        return analysis
    records = analysis.outcomes.records
    known = records[records["session_date"] <= pd.Timestamp(last)].reset_index(drop=True)
    plan = analysis.plan.model_copy(update={"data_cutoff": last})
    return derive_analysis(replace(analysis.outcomes, records=known), plan, analysis.modelled_causes)


def responder_figure(analysis: AnalysisData, counts: ProtectedCounts) -> FigureBlock | None:
    """Draw the curve of responders, unless one of its points may not be shown."""
    drawn = [key for key in counts.statuses if key[0] in ("improved", "analysed")]
    if not counts.is_shown(*drawn):
        return None
    from dnoutcomes.figures import plot_responders

    everyone, plan = counting_everyone(analysis), analysis.plan
    scale = "percent" if plan.instrument.percent_change else "points"
    # Only the levels at which no step stands for a small group.
    released = (
        responder_curve(everyone, scale=scale, smallest_cell=plan.smallest_cell)
        if plan.hides_small_groups
        else None
    )
    return FigureBlock(lambda width: plot_responders(everyone, scale=scale, curve=released, width=width))
