"""Provenance: what must be the same for anyone to get the same numbers."""

from __future__ import annotations

from dnoutcomes.language import say, say_term
from dnoutcomes.readers.data_frame import FRAME_NAME
from dnoutcomes.report.blocks.section import Block, BulletList, Definitions, Heading, Paragraph
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.method_words import PROVENANCE


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of provenance."""
    blocks: list[Block] = [
        Paragraph(
            say(
                "The same file, plan and versions give the same report, byte for byte. The plan was fixed before "
                "the data were read by this program; whether it was fixed before anyone saw the data, only its "
                "authors can say."
            )
        ),
        Definitions(tuple((say_term(name), _fact(fact)) for name, fact in results.provenance)),
    ]
    if not isinstance(results.model, Unavailable):
        blocks += [
            Heading(say("Covariance of the mixed model, in the order of the plan")),
            BulletList(results.model.tried),
        ]
    return tuple(blocks)


def _fact(fact: str) -> str:
    """A fact as it is printed: names of files, hashes and versions are data; a table without a name is called one."""
    return say_term(fact) if fact == FRAME_NAME else fact


provenance = ReportSection("provenance", PROVENANCE, _blocks, audiences=all_but("patients"))
