"""A quarter beside the quarters before it."""

from __future__ import annotations

from dnoutcomes.report.quarter_results import QuarterResults
from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.sections.summary import effect_text
from dnoutcomes.report.words.plain_text import sentence
from dnoutcomes.report.words.quarter_words import quarter_sentence
from dnoutcomes.report.words.section_words import SECTION_TITLES


def quarter(results: ReportResults) -> Section:
    """Write the section on the quarter."""
    found, title = results.quarters, SECTION_TITLES["quarter"]
    if found is None:
        return Section(
            "quarter", title, (Note("This report is about all patients in the file, not about one quarter."),)
        )
    setting = results.setting
    visit = setting.visit(setting.plan.primary_visit)
    blocks: list[Block] = [
        Paragraph(
            f"A patient belongs to the quarter in which the time for the score after {visit} ends, and to no "
            f"other one, so "
            "that a quarter doesn't change when it is worked out again, and quarters can be set beside each other."
        ),
        _table(found, results),
        Paragraph(quarter_sentence(found, setting)),
    ]
    if not found.is_over:
        blocks.append(
            Note(f"{found.quarter} was not over at the data cut: scores may still come in.", tone="caution")
        )
    return Section("quarter", title, tuple(blocks))


def _table(found: QuarterResults, results: ReportResults) -> Table:
    setting = results.setting
    known = [effect.decimals for effect in found.effects.values() if effect.known]
    rows = tuple((name, effect_text(effect, min(known, default=1))) for name, effect in found.effects.items())
    level = f"{100 * setting.plan.confidence_level:g} % interval"
    return Table(
        f"{sentence(setting.treated)} less {setting.reference}: adjusted difference after "
        f"{setting.visit(setting.plan.primary_visit)} by quarter, analysis of covariance",
        ("Quarter", f"Difference ({level})"),
        rows,
    )
