"""Sensitivity: the same comparison made in several ways."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.section import Block, BulletList, Paragraph, Table
from dnoutcomes.report.facts.compute import NO_COMPARISON
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.said_elsewhere import said_elsewhere
from dnoutcomes.report.facts.sensitivity_results import SensitivityResults, sensitivity_results
from dnoutcomes.report.facts.unavailable import Unavailable, or_unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import plain_text, sentence
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.sensitivity_words import (
    agreement_sentence,
    balance_sentence,
    missing_sentence,
    panel_cell,
    unmeasured_sentence,
    weights_sentence,
)
from dnoutcomes.sensitivity.methods import SHARE


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of sensitivity."""
    released, setting = results.sensitivity, results.setting
    assert not isinstance(released, Unavailable)
    frame = released.panel.estimates.frame
    tipping = released.panel.tipping
    said = (
        missing_sentence(frame, setting),
        plain_text(tipping.sentence_with(setting.treated)) if tipping is not None else "",
        weights_sentence(frame),
        balance_sentence(released, setting),
        unmeasured_sentence(released),
    )
    blocks: list[Block] = [Paragraph(agreement_sentence(frame, setting))]
    if frame.loc[frame["scale"] != SHARE, "estimate"].notna().any():
        blocks.append(_panel_figure(released))
    blocks += [_table(frame, results), BulletList(tuple(filter(None, said)))]
    if not released.balance.empty:
        blocks.append(_love_figure(released))
    if tipping is not None:
        blocks.append(_tipping_figure(released))
    return tuple(blocks)


def _table(frame: pd.DataFrame, results: ReportResults) -> Table:
    rows = tuple(
        (
            sentence(say_term(row["method"])) + (" *" if row["scale"] == SHARE else ""),
            sentence(say_term(row["population"])),
            sentence(say_term(row["missing_scores"])),
            panel_cell(row),
        )
        for _, row in frame.iterrows()
    )
    return Table(
        say("The same comparison in several ways"),
        (say("Method"), say("Whom it is about"), say("Missing scores"), say("Difference")),
        rows,
        notes=(
            say("* Difference in the share of responders, in percentage points."),
            *_estimand_notes(results),
            *_unanswered(frame),
        ),
        numeric=False,
    )


def _estimand_notes(results: ReportResults) -> tuple[str, ...]:
    """Say which row is the first page's, and what sets the others apart besides their method."""
    if not (results.setting.several_causes and results.answer.method == "mixed model"):
        return ()
    return (
        say(
            "MMRM: the difference of the first page, standardised to the mix of causes. ANCOVA and complete cases: one "
            "difference for all causes."
        ),
    )


def _unanswered(frame: pd.DataFrame) -> tuple[str, ...]:
    if not (frame["state"] == State.NOT_ESTIMABLE).any():
        return ()
    return (say("–: the method has no answer with these data."),)


def _panel_figure(released: SensitivityResults) -> FigureBlock:
    return FigureBlock.of("sensitivity", released.panel)


def _love_figure(released: SensitivityResults) -> FigureBlock:
    shown = released.balance[["covariate", "level", "smd_before", "smd_after", "adjusted"]]
    return FigureBlock.of("love", shown)


def _tipping_figure(released: SensitivityResults) -> FigureBlock:
    tipping = released.panel.tipping
    assert tipping is not None
    return FigureBlock.of("tipping", tipping.frame, plan=released.panel.plan)


def _compute(inputs: ReportInputs, results: ReportResults) -> SensitivityResults | Unavailable:
    elsewhere = said_elsewhere(results)
    return or_unavailable(
        lambda: sensitivity_results(inputs.analysis, inputs.counts, elsewhere), NO_COMPARISON
    )


sensitivity = ReportSection(
    "sensitivity",
    term("Does the answer depend on the method?"),
    _blocks,
    _compute,
    audiences=all_but("patients"),
)
