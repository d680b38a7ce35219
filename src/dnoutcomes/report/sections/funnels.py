"""Sites and therapists against what chance allows: only for plans that ask, and never a ranking."""

from __future__ import annotations

from dnoutcomes.language import say_term, term
from dnoutcomes.monitoring import Funnel
from dnoutcomes.report.blocks.section import Block, Paragraph
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.funnel_results import funnel_results
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.sections.report_section import ReportSection

NOT_ASKED = term("The plan doesn't ask for sites or therapists to be shown.")
NO_UNITS = term("The file doesn't name enough sites or therapists with patients enough to be shown.")


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of sites and therapists."""
    assert not isinstance(results.funnels, Unavailable)
    blocks: list[Block] = []
    for funnel in results.funnels:
        blocks += [Paragraph(funnel.sentence), _figure(funnel)]
    return tuple(blocks)


def _figure(funnel: Funnel) -> FigureBlock:
    return FigureBlock.of("funnel", funnel)


def _found(inputs: ReportInputs) -> tuple[Funnel, ...] | Unavailable:
    if not inputs.plan.funnels:
        return Unavailable(say_term(NOT_ASKED))
    return funnel_results(inputs.analysis, inputs.counts) or Unavailable(say_term(NO_UNITS))


funnels = ReportSection(
    "funnels",
    term("Sites and therapists"),
    _blocks,
    lambda inputs, results: _found(inputs),
    audiences=all_but("patients", "paper"),
    unasked=lambda plan, quarter: bool(plan.funnels),
    foresee=_found,
)
