"""Checklists: which items of the reporting guidelines this report fills in, and which need an author."""

from __future__ import annotations

from dnoutcomes.describe.stricta import FILLED, NEEDS_TEXT, NOT_RECORDED
from dnoutcomes.disclosure import State
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import join_words, sentence
from dnoutcomes.report.names.section_titles import SECTION_TITLES
from dnoutcomes.report.sections.checklist_items import CONSORT, CONSORT_PROVIDERS, STROBE, ChecklistItem

AUTHOR = term("not filled: needs an author")
# Sections named after the one result that they show.
_OF_ONE_RESULT = ("causes", "safety", "sensitivity", "domains", "delivered", "trends")
#: Why an item isn't filled in, where no section has facts: the first state that one of them is in.
NOT_FILLED = {
    State.HIDDEN: term("not filled: hidden, to protect a small group"),
    State.NOT_RECORDED: term("not filled: not in the file"),
    State.NOT_PLANNED: term("not filled: not in the plan"),
    State.NOT_ESTIMABLE: term("not filled: these data give no answer"),
    State.NOT_ASKED: term("not filled: left out of this version"),
}
STRICTA_STATUS = {NEEDS_TEXT: AUTHOR, NOT_RECORDED: NOT_FILLED[State.NOT_RECORDED]}


def checklists(results: ReportResults) -> Section:
    """Write the section on checklists."""
    providers = () if results.clusters is None else (CONSORT_PROVIDERS,)
    name, items = (
        ("CONSORT 2010", (*CONSORT, *providers)) if results.setting.randomised else ("STROBE", STROBE)
    )
    states = section_states(results)
    heads = (say("Item"), say("What is asked for"), say("Here"))
    blocks: list[Block] = [
        Paragraph(
            say(
                "Filled means that a section of this report has the facts; whether they suffice is for its readers "
                "to say."
            )
        ),
        Table(name, heads, tuple(_row(item, states) for item in items), numeric=False),
    ]
    if isinstance(results.delivered, Unavailable):
        blocks.append(Note(say("STRICTA can't be filled in, for the file has no treatment sessions.")))
    else:
        listed = results.delivered.checklist
        rows = tuple(
            (row.item, sentence(say_term(row.heading)), _stricta(row.status, states))
            for row in listed.itertuples()
        )
        blocks.append(Table("STRICTA 2010", heads, rows, numeric=False))
    return Section("checklists", say_term(SECTION_TITLES["checklists"]), tuple(blocks))


def section_states(results: ReportResults) -> dict[str, State]:
    """Say whether each section shows something of its topic: one that only says why it is empty fills no item."""
    judged = {
        "summary": _of_effect(results.answer.effect),
        "course": _of_result(results.model),
        "responders": _of_responders(results.responders_all),
        **{name: _of_result(getattr(results, name)) for name in _OF_ONE_RESULT},
    }
    return {
        name: judged.get(name, State.SHOWN) if name in results.sections_told else State.NOT_ASKED
        for name in SECTION_TITLES
    }


def _of_result(result: object) -> State:
    return result.state if isinstance(result, Unavailable) else State.SHOWN


def _of_effect(effect: Effect) -> State:
    if effect.known:
        return State.SHOWN
    return State.HIDDEN if effect.hidden else State.NOT_ESTIMABLE


def _of_responders(contrasts: tuple[ResponderContrast, ...]) -> State:
    if not contrasts:
        return State.NOT_PLANNED
    return State.HIDDEN if all(contrast.hidden for contrast in contrasts) else State.SHOWN


def _row(item: ChecklistItem, states: dict[str, State]) -> tuple[str, str, str]:
    asked = sentence(say_term(item.asks))
    here = [name for name in item.sections if states[name] is State.SHOWN]
    if here:
        return item.item, asked, _filled(here)
    if not item.sections:
        return item.item, asked, say_term(AUTHOR)
    why = {states[name] for name in item.sections}
    return item.item, asked, say_term(next(words for state, words in NOT_FILLED.items() if state in why))


def _filled(sections: list[str]) -> str:
    titles = join_words([say_term(SECTION_TITLES[name]) for name in sections])
    return say("filled: {sections}", sections=titles)


def _stricta(status: str, states: dict[str, State]) -> str:
    if status != FILLED:
        return say_term(STRICTA_STATUS[status])
    if states["delivered"] is State.SHOWN:
        return _filled(["delivered"])
    return say("in the file; left out of this version")
