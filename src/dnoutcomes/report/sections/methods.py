"""Methods: a text for a paper, made from the plan and from what was done."""

from __future__ import annotations

from dnoutcomes.language import say, term
from dnoutcomes.report.blocks.section import Block, Definitions, Heading, Paragraph
from dnoutcomes.report.facts.first_page_claims import first_page_claims
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.sections.glossary_words import (
    DESIGN_EFFECT,
    ESTIMAND,
    EXPLORATORY,
    MIXED_MODEL,
    NUMBER_NEEDED,
)
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.cluster_words import independent_units
from dnoutcomes.report.words.estimand_words import estimand_rows
from dnoutcomes.report.words.family_words import family_method
from dnoutcomes.report.words.method_words import method_paragraphs


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of methods."""
    units = independent_units(results.clusters)
    family = family_method(first_page_claims(results), results.setting.plan.confidence_level, units)
    return (
        Heading(say("What is estimated")),
        Definitions(estimand_rows(results.setting)),
        Heading(say("How")),
        *(Paragraph(text) for text in (*method_paragraphs(results), family)),
    )


methods = ReportSection(
    "methods",
    term("Methods"),
    _blocks,
    needs=("trends",),
    audiences=all_but("patients", "funder"),
    words=(ESTIMAND, EXPLORATORY, MIXED_MODEL, NUMBER_NEEDED, DESIGN_EFFECT),
)
