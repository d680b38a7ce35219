"""Glossary: the words of the report that not everybody uses."""

from __future__ import annotations

from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.section import Block, Definitions
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.sections.glossary_words import CLUSTER, DESIGN_EFFECT, GENERAL, HIDDEN, RANDOMISED, SMD
from dnoutcomes.report.sections.report_section import ReportSection


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write the glossary."""
    setting = results.setting
    own = (
        (sentence(setting.treated), say("the group whose results are held against the other")),
        (sentence(setting.reference), say("the group that it is held against")),
    )
    unused = {
        *([] if setting.plan.hides_small_groups else [HIDDEN]),
        *([SMD] if results.for_patients else []),
        *([] if _takes_clusters(results) else [CLUSTER, DESIGN_EFFECT]),
        *([] if setting.randomised else [RANDOMISED]),
    }
    of_sections = [word for section in results.told for word in section.words]
    every = dict.fromkeys([*GENERAL, HIDDEN, CLUSTER, RANDOMISED, *of_sections])
    said = sorted((say_term(word.word), say_term(word.meaning)) for word in every if word not in unused)
    return (Definitions((*own, *said)),)


def _takes_clusters(results: ReportResults) -> bool:
    return results.clusters is not None and results.clusters.taken == "together"


glossary = ReportSection("glossary", term("Words used in this report"), _blocks, audiences=all_but("paper"))
