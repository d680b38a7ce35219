"""Methods: a text for a paper, made from the plan and from what was done."""

from __future__ import annotations

from dnoutcomes.language import say, say_term
from dnoutcomes.report.blocks.section import Definitions, Heading, Paragraph, Section
from dnoutcomes.report.facts.first_page_claims import first_page_claims
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.section_titles import SECTION_TITLES
from dnoutcomes.report.words.cluster_words import independent_units
from dnoutcomes.report.words.family_words import family_method
from dnoutcomes.report.words.method_words import estimand_rows, method_paragraphs


def methods(results: ReportResults) -> Section:
    """Write the section on methods."""
    units = independent_units(results.clusters)
    family = family_method(first_page_claims(results), results.setting.plan.confidence_level, units)
    return Section(
        "methods",
        say_term(SECTION_TITLES["methods"]),
        (
            Heading(say("What is estimated")),
            Definitions(estimand_rows(results.setting)),
            Heading(say("How")),
            *(Paragraph(text) for text in (*method_paragraphs(results), family)),
        ),
    )
