"""Trends: monthly control charts, with a word about change only where a rule gives a signal."""

from __future__ import annotations

from dnoutcomes.language import say_term, term
from dnoutcomes.monitoring import ControlChart
from dnoutcomes.report.blocks.section import Block, BulletList, Note, Paragraph, Section
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.names.section_titles import SECTION_TITLES

RULE = term(
    "Each point is a month. Points inside the limits, without a long run on one side, are what chance alone makes "
    "of an unchanged practice; only a signal by one of the rules below a chart is called a change."
)


def trends(results: ReportResults) -> Section:
    """Write the section on trends."""
    found = results.trends
    title = say_term(SECTION_TITLES["trends"])
    if isinstance(found, Unavailable):
        return Section("trends", title, (Note(found.reason),))
    blocks: list[Block] = [Paragraph(say_term(RULE))]
    for chart in found.charts:
        blocks += [Paragraph(sentence(chart.sentence)), _figure(chart)]
    if found.sentences:
        blocks.append(BulletList(tuple(map(sentence, found.sentences))))
    return Section("trends", title, tuple(blocks))


def _figure(chart: ControlChart) -> FigureBlock:
    from dnoutcomes.figures import plot_control_chart

    return FigureBlock(lambda width: plot_control_chart(chart, width=width))
