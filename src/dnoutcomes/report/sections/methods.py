"""Methods: a text for a paper, made from the plan and from what was done."""

from __future__ import annotations

from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.section import Definitions, Heading, Paragraph, Section
from dnoutcomes.report.words.method_words import estimand_rows, method_paragraphs


def methods(results: ReportResults) -> Section:
    """Write the section on methods."""
    return Section(
        "methods",
        "Methods",
        (
            Heading("What is estimated"),
            Definitions(estimand_rows(results.setting)),
            Heading("How"),
            *(Paragraph(text) for text in method_paragraphs(results)),
        ),
    )
