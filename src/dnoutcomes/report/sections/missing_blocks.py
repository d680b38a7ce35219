"""Why patients were not seen: a figure of all visits, and the reasons at the primary one."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.language import say, say_term
from dnoutcomes.report.blocks.cell import count_cell, number_cell
from dnoutcomes.report.blocks.section import Block, Paragraph, Table
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.missingness_results import missingness_results
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import plain_text, sentence


def missing_blocks(results: ReportResults) -> list[Block]:
    """Write why patients have no score of the plan's outcome."""
    frame = missingness_results(results.flow, results.counts)
    blocks: list[Block] = []
    if not frame["state"].isin(NOT_TO_BE_SHOWN).all():
        blocks.append(_figure(frame, results))
    missed = results.flow[results.flow["stage"] == "not seen"]
    if missed.empty:
        return [*blocks, Paragraph(say("Everybody who is compared was seen at every visit."))]
    setting = results.setting
    own = missed[missed["visit"] == setting.plan.primary_visit]
    if own.empty:
        when = setting.visit(setting.plan.primary_visit)
        return [*blocks, Paragraph(say("Everybody who is compared was seen after {visit}.", visit=when))]
    return [*blocks, _reasons(own, results)]


def _figure(frame: pd.DataFrame, results: ReportResults) -> FigureBlock:
    plan = results.setting.plan
    return FigureBlock.of("missingness", frame, plan=plan)


def _reasons(rows: pd.DataFrame, results: ReportResults) -> Table:
    setting, counts = results.setting, results.counts
    arms, visit = (setting.plan.treated_arm, setting.plan.reference_arm), setting.plan.primary_visit
    shown = {(row.reason, row.arm): count_cell(row.n_shown) for row in rows.itertuples()}
    named = tuple(
        (
            sentence(plain_text(say_term(str(reason)))),
            *(shown.get((reason, arm), number_cell(0, 0)) for arm in arms),
        )
        for reason in sorted(set(rows["reason"]))
    )
    together = (say("All together"), *(count_cell(counts.shown(("not seen", visit, arm))) for arm in arms))
    notes = [say("Of all who are compared. What was written down as a reason stays in the clinic.")]
    if any(counts.value(("not due", visit, arm)) != 0 for arm in arms):
        notes.append(say("Those for whom it was too early when the data were taken are among them."))
    return Table(
        say("Patients without a score after {visit}, by reason", visit=setting.visit(visit)),
        (say("Reason"), *(sentence(setting.arm(arm)) for arm in arms)),
        (*named, together),
        notes=tuple(notes),
    )
