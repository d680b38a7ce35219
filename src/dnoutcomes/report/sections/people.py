"""Who was seen: the way of the patients from the file to the comparison, and who they were."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, SmallGroups, State
from dnoutcomes.figures.column_words import YES_NO_WORDS, column_words, level_words
from dnoutcomes.figures.number_text import number
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.cell import (
    Cell,
    count_cell,
    counted_share_cell,
    hidden_cell,
    mean_cell,
    no_cell,
    number_cell,
)
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import join_words, plain_text, sentence
from dnoutcomes.report.sections.glossary_words import SMD
from dnoutcomes.report.sections.report_section import ReportSection

LARGE_SMD = 0.1
# Below this a standard deviation with one decimal says little.
LEAST_SPREAD = 0.5


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of who was seen."""
    blocks: list[Block] = [
        flow_figure(results),
        flow_table(results),
        _balance(results),
        case_mix_table(results),
    ]
    states = [column for column in results.case_mix if str(column).endswith("_state")]
    if (
        results.case_mix[states].isin(NOT_TO_BE_SHOWN).any(axis=None)
        or results.flow["state"].isin(NOT_TO_BE_SHOWN).any()
    ):
        blocks.append(Note(hiding_note(results.setting.plan.small_groups), tone="hidden"))
    return tuple(blocks)


def hiding_note(small: SmallGroups) -> str:
    """Why some numbers are hidden."""
    return say(
        "Groups of 1 to {most} patients are hidden so that nobody can be recognised. Some larger "
        "numbers are withheld or given as a range, because a hidden one could be worked out from them.",
        most=small.largest,
    )


def flow_figure(results: ReportResults) -> FigureBlock:
    """Draw the flow from the released counts."""
    flow, plan = results.flow, results.setting.plan
    return FigureBlock.of("flow", flow, plan=plan)


def flow_table(results: ReportResults) -> Table:
    """One row per stage: in the file, left out by reason, analysed, with a score at each visit."""
    setting, flow = results.setting, results.flow
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    rows = [_flow_row(say("In the file"), flow[flow["stage"] == "in the file"], arms)]
    for reason, group in flow[flow["stage"] == "left out"].groupby("reason", sort=False):
        name = say("Left out: {reason}", reason=plain_text(say_term(str(reason))))
        rows.append(_flow_row(name, group, arms))
    compared = say("Compared (with a score at the start)")
    rows.append(_flow_row(compared, flow[flow["stage"] == "analysed"], arms))
    for visit in setting.plan.visit_names:
        seen = flow[(flow["stage"] == "seen") & (flow["visit"] == visit)]
        rows.append(_flow_row(say("Seen after {visit}", visit=setting.visit(visit)), seen, arms))
    return Table(
        say("Patients from the file to each visit"),
        (say("Stage"), sentence(setting.treated), sentence(setting.reference)),
        tuple(rows),
    )


def _flow_row(name: str, rows: pd.DataFrame, arms: tuple[str, str]) -> tuple[str, ...]:
    shown = dict(zip(rows["arm"], map(count_cell, rows["n_shown"])))
    return (name, *(shown.get(arm, number_cell(0, 0)) for arm in arms))


def _balance(results: ReportResults) -> Paragraph:
    """Say how alike the groups were at the start."""
    setting = results.setting
    shown_rows = results.case_mix[results.case_mix["smd"].notna()]
    apart = shown_rows[shown_rows["smd"].abs() > LARGE_SMD]
    names = list(
        dict.fromkeys(plain_text(column_words(name, unit=False)) for name in apart["characteristic"])
    )
    if results.for_patients:
        return Paragraph(_alike_sentence(shown_rows, join_words(names), randomised=setting.randomised))
    if shown_rows.empty:
        return Paragraph(say("How far apart the groups were at the start can't be shown."))
    rule = say(
        "Differences at the start are given as standardised mean differences (SMD): beyond "
        "{large} in either direction is often taken as worth noticing.",
        large=number(LARGE_SMD, 1),
    )
    return Paragraph(f"{rule} {_apart_sentence(join_words(names), randomised=setting.randomised)}")


def _alike_sentence(shown_rows: pd.DataFrame, names: str, *, randomised: bool) -> str:
    """Say how alike the groups were without the size of the differences."""
    if shown_rows.empty:
        return say("How far apart the groups were at the start can't be shown.")
    return _apart_sentence(names, randomised=randomised) if names else say("Here the groups were much alike.")


def _apart_sentence(names: str, *, randomised: bool) -> str:
    if not names:
        return say("None of the differences that are shown is.")
    if randomised:
        return say("Here the groups differ in {names}, by the play of chance.", names=names)
    return say(
        "Here the groups differ in {names}, as may be expected of groups that were not randomised.",
        names=names,
    )


def case_mix_table(results: ReportResults) -> Table:
    """Table one."""
    setting = results.setting
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    rows: list[tuple[str, ...]] = []
    head, smd = ((), _no_smd) if results.for_patients else ((say("SMD"),), _smd)
    for name, group in results.case_mix.groupby("characteristic", sort=False):
        levels, called = group.to_dict("records"), sentence(plain_text(column_words(name)))
        if levels[0]["kind"] == "mean (SD)":
            label = say("{characteristic}, mean (SD)", characteristic=called)
            rows.append((label, *(_mean(levels[0], arm) for arm in arms), *smd(levels[0]), _taken(levels[0])))
            continue
        for row in levels:
            label = f"{called}: {plain_text(level_words(row['level'], name))}"
            rows.append((label, *(_share(row, arm) for arm in arms), *smd(row), _taken(row)))
    return Table(
        say("The groups at the start"),
        (
            say("Characteristic"),
            sentence(setting.treated),
            sentence(setting.reference),
            *head,
            say("Taken into account"),
        ),
        tuple(rows),
        notes=(
            say(
                "Everything that was recorded up to the start. Taken into account: the adjusted difference between the "
                "groups allows for it; for the others it doesn't."
            ),
        ),
    )


def _taken(row: dict[Hashable, Any]) -> str:
    return say_term(YES_NO_WORDS[str(bool(row["adjusted"]))])


def _mean(row: dict[Hashable, Any], arm: str) -> Cell:
    if not math.isfinite(row[f"{arm}_value"]):
        state = State(row[f"{arm}_state"])
        return hidden_cell(state) if state in NOT_TO_BE_SHOWN else no_cell(state)
    # One more decimal for scales that are narrower than a unit.
    decimals = 1 if row[f"{arm}_spread"] >= LEAST_SPREAD or row[f"{arm}_spread"] == 0 else 2
    return mean_cell(row[f"{arm}_value"], row[f"{arm}_spread"], decimals)


def _share(row: dict[Hashable, Any], arm: str) -> Cell:
    shown, share = row[f"{arm}_shown"], row[f"{arm}_value"]
    if math.isfinite(share) and shown.number is not None:
        return counted_share_cell(shown.number, share)
    return count_cell(shown)


def _smd(row: dict[Hashable, Any]) -> tuple[str, ...]:
    return (number_cell(row["smd"], 2) if math.isfinite(row["smd"]) else no_cell(row["smd_state"]),)


def _no_smd(row: dict[Hashable, Any]) -> tuple[str, ...]:
    return ()


people = ReportSection("people", term("Who was seen"), _blocks, words=(SMD,))
