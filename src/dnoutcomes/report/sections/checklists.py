"""Checklists: which items of the reporting guidelines this report fills in, and which need an author."""

from __future__ import annotations

from collections.abc import Mapping

from dnoutcomes.disclosure import State
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.told_section import ToldSection
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import join_words, sentence
from dnoutcomes.report.sections.checklist_items import CONSORT, CONSORT_PROVIDERS, STROBE, ChecklistItem
from dnoutcomes.report.sections.report_section import ReportSection

AUTHOR = term("not filled: needs an author")
#: Why an item isn't filled in, where no section has facts: the first state that one of them is in.
NOT_FILLED = {
    State.HIDDEN: term("not filled: hidden, to protect a small group"),
    State.NOT_RECORDED: term("not filled: not in the file"),
    State.NOT_PLANNED: term("not filled: not in the plan"),
    State.NOT_ESTIMABLE: term("not filled: these data give no answer"),
    State.NOT_ASKED: term("not filled: left out of this version"),
}


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of checklists."""
    providers = () if results.clusters is None else (CONSORT_PROVIDERS,)
    name, items = (
        ("CONSORT 2010", (*CONSORT, *providers)) if results.setting.randomised else ("STROBE", STROBE)
    )
    told = {section.name: section for section in results.told}
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
        rows = tuple(
            (answer.item, sentence(say_term(answer.heading)), _stricta(answer.state, told))
            for answer in results.delivered.checklist
        )
        blocks.append(Table("STRICTA 2010", heads, rows, numeric=False))
    return tuple(blocks)


Told = Mapping[str, ToldSection]


def _state(name: str, told: Told) -> State:
    """Whether a section shows something of its topic: one that only says why it is empty fills no item."""
    return told[name].state if name in told else State.NOT_ASKED


def _row(item: ChecklistItem, told: Told) -> tuple[str, str, str]:
    asked = sentence(say_term(item.asks))
    here = [name for name in item.sections if _state(name, told) is State.SHOWN]
    if here:
        return item.item, asked, _filled(here, told)
    if not item.sections:
        return item.item, asked, say_term(AUTHOR)
    why = {_state(name, told) for name in item.sections}
    return item.item, asked, say_term(next(words for state, words in NOT_FILLED.items() if state in why))


def _filled(sections: list[str], told: Told) -> str:
    titles = join_words([say_term(told[name].title) for name in sections])
    return say("filled: {sections}", sections=titles)


def _stricta(state: State | None, told: Told) -> str:
    if state is None:
        return say_term(AUTHOR)
    if state is not State.SHOWN:
        return say_term(NOT_FILLED[state])
    if _state("delivered", told) is State.SHOWN:
        return _filled(["delivered"], told)
    return say("in the file; left out of this version")


checklists = ReportSection(
    "checklists",
    term("Checklists"),
    _blocks,
    needs=("delivered",),
    audiences=all_but("patients", "funder"),
)
