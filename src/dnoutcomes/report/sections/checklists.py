"""Checklists: which items of the reporting guidelines this report fills in, and which need an author."""

from __future__ import annotations

from dnoutcomes.describe.stricta import FILLED, NEEDS_TEXT
from dnoutcomes.report.checklist_items import CONSORT, STROBE, ChecklistItem
from dnoutcomes.report.results import ReportResults, Unavailable
from dnoutcomes.report.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.words.plain_text import join_words, sentence
from dnoutcomes.report.words.section_words import SECTION_TITLES

HEADS = ("Item", "What is asked for", "Here")
AUTHOR = "not filled: needs an author"
STRICTA_STATUS = {
    FILLED: f"filled: {SECTION_TITLES['delivered']}",
    NEEDS_TEXT: AUTHOR,
    "not recorded": "not filled: not in the file",
}


def checklists(results: ReportResults) -> Section:
    """Write the section on checklists."""
    name, items = ("CONSORT 2010", CONSORT) if results.setting.randomised else ("STROBE", STROBE)
    told = frozenset(results.sections_told)
    blocks: list[Block] = [
        Paragraph(
            "Filled means that a section of this report has the facts; whether they suffice is for its readers to say."
        ),
        Table(name, HEADS, tuple(_row(item, told) for item in items), numeric=False),
    ]
    if isinstance(results.delivered, Unavailable):
        blocks.append(Note("STRICTA can't be filled in, for the file has no treatment sessions."))
    else:
        listed = results.delivered.checklist
        rows = tuple(
            (row.item, sentence(row.heading), _stricta(row.status, told)) for row in listed.itertuples()
        )
        blocks.append(Table("STRICTA 2010", HEADS, rows, numeric=False))
    return Section("checklists", SECTION_TITLES["checklists"], tuple(blocks))


def _row(item: ChecklistItem, told: frozenset[str]) -> tuple[str, str, str]:
    here = [SECTION_TITLES[name] for name in item.sections if name in told]
    if here:
        return item.item, sentence(item.asks), f"filled: {join_words(here)}"
    status = "not filled: left out of this version, or without data" if item.sections else AUTHOR
    return item.item, sentence(item.asks), status


def _stricta(status: str, told: frozenset[str]) -> str:
    if status == FILLED and "delivered" not in told:
        return "in the file; left out of this version"
    return STRICTA_STATUS[status]
