"""Data quality: who had a score when, which rows were set aside, and what was odd."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.figures.column_words import column_words
from dnoutcomes.language import say, say_count, say_term, term
from dnoutcomes.report.blocks.cell import count_cell, number_cell
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.file_quality import Quality
from dnoutcomes.report.facts.off_window_results import (
    NOT_NEAREST,
    OUTSIDE,
    OffWindowResults,
    off_window_results,
)
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import join_words, plain_text, sentence
from dnoutcomes.report.sections.completion_table import completion_table, is_complete
from dnoutcomes.report.sections.missing_blocks import missing_blocks
from dnoutcomes.report.sections.people import hiding_note
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.check_words import check_in_words

KINDS = {"row": term("row"), "value": term("value only"), "duplicate": term("repeated row")}


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of data quality."""
    of_file = results.quality
    blocks: list[Block] = [completion_table(results), *missing_blocks(results)]
    unused: OffWindowResults = results.of_section("quality")
    blocks += [
        Paragraph(off_window_sentences(unused, results.setting.outcome)),
        Paragraph(_rows_sentence(results)),
    ]
    if len(of_file.set_aside):
        blocks.append(_set_aside_table(of_file.set_aside))
    if len(of_file.findings):
        blocks.append(_warning_table(of_file.findings))
    if results.setting.plan.estimand.intercurrent_events:
        blocks.append(event_table(results))
    if not is_complete(results) or results.flow["state"].isin(NOT_TO_BE_SHOWN).any():
        blocks.append(Note(hiding_note(results.setting.plan.small_groups), tone="hidden"))
    return tuple(blocks)


def _set_aside_table(set_aside: pd.DataFrame) -> Table:
    return Table(
        say("What was set aside"),
        (say("Check"), say("Column"), say("What"), say("Number")),
        tuple(
            (*_place(row), say_term(KINDS[row.kind]), number_cell(row.n, 0)) for row in set_aside.itertuples()
        ),
        notes=(say("Rows and values of the file, not patients."),),
    )


def _warning_table(findings: pd.DataFrame) -> Table:
    heads = (say("Check"), say("Column"), say("Warnings"))
    rows = tuple((*_place(row), number_cell(row.n, 0)) for row in findings.itertuples())
    return Table(say("What was read with a warning"), heads, rows)


def _place(row: Any) -> tuple[str, str]:
    """The check, and the column by the name that it has in the file."""
    return sentence(check_in_words(row.check)), plain_text(row.column) or "–"


def off_window_sentences(unused: OffWindowResults, outcome: str) -> str:
    """Say how many scores of an outcome no visit uses, and why."""
    days = unused.n_days
    said = [_outside_sentence(days[OUTSIDE], outcome)]
    others = days[NOT_NEAREST]
    if others is None:
        said.append(
            say("How many more lie inside a window and aren't used is not shown, to protect small groups.")
        )
    elif others:
        said.append(
            say_count(
                "{n} more lies inside a window and isn't used: another was nearer to the day of the visit, or the "
                "plan sets it aside after an event.",
                "{n} more lie inside a window and aren't used: another was nearer to the day of the visit, or the "
                "plan sets them aside after an event.",
                others,
            )
        )
    return " ".join(said)


def _outside_sentence(n_days: int | None, outcome: str) -> str:
    if n_days is None:
        return say(
            "How many scores of {outcome} lie outside the windows that the plan gives to visits, and are used for "
            "nothing, is not shown, to protect small groups.",
            outcome=outcome,
        )
    if n_days == 0:
        return say(
            "No score of {outcome} lies outside the windows that the plan gives to visits.", outcome=outcome
        )
    return say_count(
        "{n} score of {outcome} lies outside the windows that the plan gives to visits, and is used for nothing.",
        "{n} scores of {outcome} lie outside the windows that the plan gives to visits, and are used for nothing.",
        n_days,
        outcome=outcome,
    )


def event_table(results: ReportResults) -> Table:
    """Patients with each event that the plan names, by arm."""
    setting, counts = results.setting, results.counts
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    rows = tuple(
        (
            sentence(plain_text(column_words(intercurrent.event))),
            *(count_cell(counts.shown(("event", intercurrent.event, arm))) for arm in arms),
        )
        for intercurrent in setting.plan.estimand.intercurrent_events
    )
    return Table(
        say("Patients with an event after the start that changes what a score means"),
        (say("Event"), sentence(setting.treated), sentence(setting.reference)),
        rows,
        notes=(say("What becomes of their scores is said under the methods."),),
    )


def _rows_sentence(results: ReportResults) -> str:
    of_file = results.quality
    rows = (
        say_count("{n} row of this site", "{n} rows of this site", of_file.n_rows)
        if of_file.site
        else say_count("{n} row", "{n} rows", of_file.n_rows)
    )
    used = say_count("{n} dated record was used", "{n} dated records were used", of_file.n_records)
    lost = _lost(of_file)
    if not lost:
        return say("The file had {rows}; {used} and none was set aside.", rows=rows, used=used)
    text = say("The file had {rows}; {used}, {lost}.", rows=rows, used=used, lost=join_words(lost))
    listed = say("Every row set aside is listed in a file of its own, which stays in the clinic.")
    return f"{text} {listed}" if of_file.n_set_aside else text


def _lost(of_file: Quality) -> list[str]:
    """What became of the rows that weren't used."""
    parts = []
    if of_file.n_set_aside:
        parts.append(
            say_count(
                "{n} was set aside because something in them can't be right",
                "{n} were set aside because something in them can't be right",
                of_file.n_set_aside,
            )
        )
    if of_file.n_duplicates:
        parts.append(
            say_count(
                "{n} repeated another row and counted once",
                "{n} repeated another row and counted once",
                of_file.n_duplicates,
            )
        )
    return parts


quality = ReportSection(
    "quality",
    term("How complete and sound the data are"),
    _blocks,
    lambda inputs, results: off_window_results(inputs.counts),
    audiences=all_but("patients"),
)
