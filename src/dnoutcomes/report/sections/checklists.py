"""Checklists: which items of the reporting guidelines this report fills in, and which need an author."""

from __future__ import annotations

from dnoutcomes.describe.stricta import FILLED, NEEDS_TEXT, NOT_RECORDED
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.checklist_items import CONSORT, STROBE, ChecklistItem
from dnoutcomes.report.results import ReportResults, Unavailable
from dnoutcomes.report.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.words.plain_text import join_words, sentence
from dnoutcomes.report.words.section_words import SECTION_TITLES

AUTHOR = term("not filled: needs an author")
STRICTA_STATUS = {NEEDS_TEXT: AUTHOR, NOT_RECORDED: term("not filled: not in the file")}


def checklists(results: ReportResults) -> Section:
    """Write the section on checklists."""
    name, items = ("CONSORT 2010", CONSORT) if results.setting.randomised else ("STROBE", STROBE)
    told = frozenset(results.sections_told)
    heads = (say("Item"), say("What is asked for"), say("Here"))
    blocks: list[Block] = [
        Paragraph(
            say(
                "Filled means that a section of this report has the facts; whether they suffice is for its readers "
                "to say."
            )
        ),
        Table(name, heads, tuple(_row(item, told) for item in items), numeric=False),
    ]
    if isinstance(results.delivered, Unavailable):
        blocks.append(Note(say("STRICTA can't be filled in, for the file has no treatment sessions.")))
    else:
        listed = results.delivered.checklist
        rows = tuple(
            (row.item, sentence(say_term(row.heading)), _stricta(row.status, told))
            for row in listed.itertuples()
        )
        blocks.append(Table("STRICTA 2010", heads, rows, numeric=False))
    return Section("checklists", say_term(SECTION_TITLES["checklists"]), tuple(blocks))


def _row(item: ChecklistItem, told: frozenset[str]) -> tuple[str, str, str]:
    asked = sentence(say_term(item.asks))
    here = [name for name in item.sections if name in told]
    if here:
        return item.item, asked, _filled(here)
    if item.sections:
        return item.item, asked, say("not filled: left out of this version, or without data")
    return item.item, asked, say_term(AUTHOR)


def _filled(sections: list[str]) -> str:
    titles = join_words([say_term(SECTION_TITLES[name]) for name in sections])
    return say("filled: {sections}", sections=titles)


def _stricta(status: str, told: frozenset[str]) -> str:
    if status != FILLED:
        return say_term(STRICTA_STATUS[status])
    return _filled(["delivered"]) if "delivered" in told else say("in the file; left out of this version")
