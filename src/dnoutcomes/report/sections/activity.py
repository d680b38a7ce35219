"""Activity: who started when, and how long they waited."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.language import say, term
from dnoutcomes.report.blocks.cell import Cell, count_cell, hidden_cell, interval_cell, no_cell
from dnoutcomes.report.blocks.section import Block, Note, Table
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.facts.waiting_results import ActivityResults, activity_results, no_dates
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.sections.report_section import ReportSection


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of activity and waits."""
    activity: ActivityResults = results.of_section("activity")
    return (_starts(results, activity.quarters), _waits(results, activity.waits))


def _starts(results: ReportResults, quarters: tuple[str, ...]) -> Table:
    setting, counts = results.setting, results.counts
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    rows = tuple(
        (name, *(count_cell(counts.shown(("started", name, arm))) for arm in arms)) for name in quarters
    )
    return Table(
        say("Patients who started, by quarter"),
        (say("Quarter"), sentence(setting.treated), sentence(setting.reference)),
        rows,
        notes=(say("Everybody in the file. Sessions and their attendance are under the treatment given."),),
    )


def _waits(results: ReportResults, waits: pd.DataFrame | Unavailable) -> Block:
    if isinstance(waits, Unavailable):
        return Note(waits.reason)
    setting = results.setting
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    cells = {(row.quarter, row.arm): _wait(row) for row in waits.itertuples()}
    rows = tuple(
        (quarter, *(cells.get((quarter, arm), no_cell()) for arm in arms))
        for quarter in sorted(set(waits["quarter"]))
    )
    heads = (say("Quarter of the start"), sentence(setting.treated), sentence(setting.reference))
    return Table(say("Days from referral to the start, median (quartiles)"), heads, rows)


def _wait(row: Any) -> Cell:
    if row.state == State.HIDDEN:
        return hidden_cell()
    if row.state != State.SHOWN:
        return no_cell(State(row.state))
    median, low, high = (getattr(row, name) for name in ("median", "lower_quartile", "upper_quartile"))
    return interval_cell(median, low, high, 0)


activity = ReportSection(
    "activity",
    term("Activity and waits"),
    _blocks,
    lambda inputs, results: activity_results(inputs.analysis, inputs.counts),
    audiences=all_but("patients", "paper"),
    foresee=lambda inputs: no_dates(inputs.analysis),
)
