"""Trends: monthly control charts, with a word about change only where a rule gives a signal."""

from __future__ import annotations

from dnoutcomes.language import say_term, term
from dnoutcomes.monitoring import ControlChart
from dnoutcomes.report.blocks.section import Block, BulletList, Paragraph
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.trend_results import trend_results
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.sections.glossary_words import CONTROL_CHART
from dnoutcomes.report.sections.report_section import ReportSection

RULE = term(
    "Each point is a month. Points inside the limits, without a long run on one side, are what chance alone makes "
    "of an unchanged practice; only a signal by one of the rules below a chart is called a change."
)


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of trends."""
    found = results.trends
    assert not isinstance(found, Unavailable)
    blocks: list[Block] = [Paragraph(say_term(RULE))]
    for chart in found.charts:
        blocks += [Paragraph(sentence(chart.sentence)), _figure(chart)]
    if found.sentences:
        blocks.append(BulletList(tuple(map(sentence, found.sentences))))
    return tuple(blocks)


def _figure(chart: ControlChart) -> FigureBlock:
    return FigureBlock.of("control_chart", chart)


trends = ReportSection(
    "trends",
    term("Trends"),
    _blocks,
    lambda inputs, results: trend_results(inputs.charted, inputs.counts),
    audiences=all_but("patients", "paper"),
    foresee=lambda inputs: trend_results(inputs.charted, inputs.counts),
    words=(CONTROL_CHART,),
)
