"""Sites, therapists or other units against what chance allows: only for plans that ask, and never a ranking."""

from __future__ import annotations

from dnoutcomes.disclosure import State
from dnoutcomes.language import say, say_term, term
from dnoutcomes.monitoring import FUNNEL_UNITS, Funnel
from dnoutcomes.report.blocks.section import Block, Paragraph
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.funnel_results import funnel_results
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.sections.report_section import ReportSection

NOT_ASKED = term("The plan doesn't ask for funnel plots.")


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    assert not isinstance(results.funnels, Unavailable)
    blocks: list[Block] = []
    for funnel in results.funnels:
        blocks += [Paragraph(funnel.sentence), _figure(funnel)]
    return tuple(blocks)


def _figure(funnel: Funnel) -> FigureBlock:
    return FigureBlock.of("funnel", funnel)


def _funnels(inputs: ReportInputs) -> tuple[Funnel, ...] | Unavailable:
    if not inputs.plan.funnels:
        return Unavailable(say_term(NOT_ASKED), State.NOT_PLANNED)
    return funnel_results(inputs.analysis, inputs.counts) or Unavailable(
        say(
            "The file doesn't name enough {units} with patients enough to be shown.",
            units=", ".join(FUNNEL_UNITS[name].words[1] for name in inputs.plan.funnels),
        )
    )


funnels = ReportSection(
    "funnels",
    term("Funnel plots"),
    _blocks,
    lambda inputs, results: _funnels(inputs),
    audiences=all_but("patients", "paper"),
    unasked=lambda plan, quarter: bool(plan.funnels),
    foresee=_funnels,
)
