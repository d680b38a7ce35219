"""Sites and therapists against what chance allows: only for plans that ask, and never a ranking."""

from __future__ import annotations

from dnoutcomes.language import say_term, term
from dnoutcomes.monitoring import Funnel
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Section
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.section_titles import SECTION_TITLES

NOT_ASKED = term("The plan doesn't ask for sites or therapists to be shown.")
NO_UNITS = term("The file doesn't name enough sites or therapists with patients enough to be shown.")


def funnels(results: ReportResults) -> Section:
    """Write the section on sites and therapists."""
    title = say_term(SECTION_TITLES["funnels"])
    if not results.setting.plan.funnels:
        return Section("funnels", title, (Note(say_term(NOT_ASKED)),))
    if not results.funnels:
        return Section("funnels", title, (Note(say_term(NO_UNITS)),))
    blocks: list[Block] = []
    for funnel in results.funnels:
        blocks += [Paragraph(funnel.sentence), _figure(funnel)]
    return Section("funnels", title, tuple(blocks))


def _figure(funnel: Funnel) -> FigureBlock:
    from dnoutcomes.figures import plot_funnel

    return FigureBlock(lambda width: plot_funnel(funnel, width=width))
