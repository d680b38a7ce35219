"""Checklists: which items of the reporting guidelines this report fills in, and which need an author."""

from __future__ import annotations

from dnoutcomes.describe.stricta import FILLED, NEEDS_TEXT, NOT_RECORDED
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import join_words, sentence
from dnoutcomes.report.names.section_titles import SECTION_TITLES
from dnoutcomes.report.sections.checklist_items import CONSORT, CONSORT_PROVIDERS, STROBE, ChecklistItem

AUTHOR = term("not filled: needs an author")
# Sections named after the one result that they show.
_OF_ONE_RESULT = ("causes", "safety", "sensitivity", "domains", "delivered", "trends")
STRICTA_STATUS = {NEEDS_TEXT: AUTHOR, NOT_RECORDED: term("not filled: not in the file")}


def checklists(results: ReportResults) -> Section:
    """Write the section on checklists."""
    providers = () if results.clusters is None else (CONSORT_PROVIDERS,)
    name, items = (
        ("CONSORT 2010", (*CONSORT, *providers)) if results.setting.randomised else ("STROBE", STROBE)
    )
    told = sections_with_facts(results)
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


def sections_with_facts(results: ReportResults) -> frozenset[str]:
    """Sections of the report that hold something of their topic: one that only says why it is empty fills no item."""
    empty = {
        "summary": not results.answer.effect.known,
        "course": isinstance(results.model, Unavailable),
        "responders": all(contrast.hidden for contrast in results.responders_all),
        **{name: isinstance(getattr(results, name), Unavailable) for name in _OF_ONE_RESULT},
    }
    return frozenset(name for name in results.sections_told if not empty.get(name, False))


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
