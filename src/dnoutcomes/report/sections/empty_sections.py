"""Sections that will hold a sentence only, as far as that is decided before a model is fitted."""

from __future__ import annotations

from collections.abc import Callable

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.outcome_scores import OutcomeScores
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.language import say_term
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.cause_results import no_causes
from dnoutcomes.report.facts.compute import NO_MODEL, ONE_VISIT, up_to
from dnoutcomes.report.facts.delivered_results import delivered_results
from dnoutcomes.report.facts.domain_results import no_other_outcome
from dnoutcomes.report.facts.funnel_results import funnel_results
from dnoutcomes.report.facts.safety_results import safety_results
from dnoutcomes.report.facts.trend_results import trend_results
from dnoutcomes.report.sections.activity import NO_DATES
from dnoutcomes.report.sections.funnels import NO_UNITS, NOT_ASKED


def empty_sections(
    analysis: AnalysisData,
    whole: AnalysisData,
    outcomes: tuple[OutcomeScores, ...],
    counts: ProtectedCounts,
    sections: tuple[str, ...],
) -> dict[str, str]:
    """Say which sections of a report will have nothing to show, and why.

    Parameters
    ----------
    analysis : AnalysisData
        Whom the report is about.
    whole : AnalysisData
        Everybody in the file.
    outcomes : tuple of OutcomeScores
    counts : ProtectedCounts
    sections : tuple of str
        Names of the sections that the report will have.

    Returns
    -------
    dict of str to str
        Name of the section to the sentence that it will hold, in the report's words.
    """
    plan = analysis.plan
    judged: dict[str, Callable[[], object]] = {
        "activity": lambda: _activity(analysis),
        "delivered": lambda: delivered_results(analysis, counts),
        "course": lambda: _course(analysis),
        "causes": lambda: no_causes(analysis),
        "domains": lambda: no_other_outcome(outcomes, analysis.outcomes.declared_outcomes),
        "trends": lambda: trend_results(up_to(whole, plan.data_cutoff), counts),
        "safety": lambda: safety_results(analysis, counts),
        "funnels": lambda: _funnels(analysis, counts),
    }
    found = {name: judged[name]() for name in sections if name in judged}
    return {name: result.reason for name, result in found.items() if isinstance(result, Unavailable)}


def _activity(analysis: AnalysisData) -> Unavailable | None:
    return None if "session_date" in analysis.outcomes.records.columns else Unavailable(say_term(NO_DATES))


def _course(analysis: AnalysisData) -> Unavailable | None:
    scored = analysis.visits.loc[analysis.visits["change"].notna(), "visit"].nunique()
    return None if scored > 1 else Unavailable(say_term(ONE_VISIT if scored else NO_MODEL))


def _funnels(analysis: AnalysisData, counts: ProtectedCounts) -> Unavailable | None:
    if not analysis.plan.funnels:
        return Unavailable(say_term(NOT_ASKED))
    return None if funnel_results(analysis, counts) else Unavailable(say_term(NO_UNITS))
