"""The section on treatment has the figure of attendance where it may be shown, and shrinks without sessions."""

from dataclasses import replace

from dnoutcomes.report import build_report
from dnoutcomes.report.blocks.section import Note
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.sections.delivered import delivered


def test_attendance_is_drawn_after_the_tables(clinic_report):
    blocks = delivered(clinic_report.results).blocks
    assert sum(isinstance(block, FigureBlock) for block in blocks) == 1
    results = clinic_report.results
    undrawn = results.with_facts(delivered=replace(results.delivered, figure=None))
    without = delivered(undrawn).blocks
    assert not any(isinstance(block, FigureBlock) for block in without)
    assert len(without) == len(blocks) - 1


def test_without_sessions_the_section_is_a_sentence(make_analysis, plan_of):
    plan = plan_of(sections=("delivered",))
    section = delivered(build_report(make_analysis(plan, n=80)).results)
    (note,) = section.blocks
    assert isinstance(note, Note)
    assert "no treatment sessions" in note.text
