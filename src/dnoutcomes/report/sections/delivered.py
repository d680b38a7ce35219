"""Treatment delivered: what patients were given, in the order of STRICTA."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dnoutcomes.describe.treatment_delivered import COMPONENTS
from dnoutcomes.disclosure import State
from dnoutcomes.figures.column_words import level_words
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.cell import Cell, hidden_cell, mean_cell, number_cell, share_cell
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.delivered_results import delivered_results
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import plain_text, sentence
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.schema import COLUMNS


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of treatment delivered."""
    found, setting = results.delivered, results.setting
    assert not isinstance(found, Unavailable)
    blocks: list[Block] = [
        Paragraph(
            say(
                "Made from the sessions in the file, in the order of STRICTA, the list of what a report of "
                "such treatment should say. "
                "What has no row isn't recorded; the checklist says which items those are."
            )
        )
    ]
    for arm in (setting.plan.treated_arm, setting.plan.reference_arm):
        rows = found.items[found.items["arm"] == arm]
        if len(rows):
            blocks.append(_table(rows, sentence(setting.arm(arm))))
    if found.figure is not None:
        blocks.append(found.figure)
    if (found.items[["state", "spread_state"]] == State.HIDDEN).any(axis=None):
        blocks.append(
            Note(
                say(
                    "Hidden: what fewer patients than may be shown stand behind, on either side of a share, and what "
                    "would give their number away."
                ),
                tone="hidden",
            )
        )
    return tuple(blocks)


def _table(rows: pd.DataFrame, arm: str) -> Table:
    # A level that never occurred is no news where others of the same item did.
    shown = rows[~((rows["kind"] == "share") & (rows["value"] == 0) & (rows["level"] != ""))]
    cells = tuple((_name(row), _value(row)) for row in shown.to_dict("records"))
    heads = (say("STRICTA item"), say("Mean (SD), or share"))
    return Table(say("{arm}: sessions and what was done", arm=arm), heads, cells)


def _name(row: dict[Any, Any]) -> str:
    item, asked = row["item"], plain_text(say_term(row["description"]))
    if not row["level"]:
        return f"{item} {asked}"
    return say("{item} {asked}: {level}", item=item, asked=asked, level=plain_text(_level(row["level"])))


def _level(level: str) -> str:
    components = {COLUMNS[name].label for name in COMPONENTS}
    return say_term(level) if level in components else level_words(level)


def _value(row: dict[Any, Any]) -> Cell:
    if row["state"] == State.HIDDEN:
        return hidden_cell()
    unit = say_term(row["unit"]) if row["unit"] else ""
    if row["kind"] == "share":
        return share_cell(row["value"], unit)
    if row["kind"] == "count":
        return number_cell(row["value"], 0, unit)
    if row["kind"] == "mean":
        return mean_cell(
            row["value"], None if row["spread_state"] == State.HIDDEN else row["spread"], 1, unit
        )
    return number_cell(row["value"], 2 if row["kind"] == "index" else 1, unit)


delivered = ReportSection(
    "delivered",
    term("What treatment was given"),
    _blocks,
    lambda inputs, results: delivered_results(inputs.analysis, inputs.counts),
    audiences=all_but("patients"),
    foresee=lambda inputs: delivered_results(inputs.analysis, inputs.counts),
)
