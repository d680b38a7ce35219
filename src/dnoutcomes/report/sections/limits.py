"""Limits: what these results can't say."""

from __future__ import annotations

from dnoutcomes.figures.number_text import level_text
from dnoutcomes.language import say, term
from dnoutcomes.report.blocks.cell import effect_cell, number_cell
from dnoutcomes.report.blocks.section import Block, BulletList, Heading, Paragraph, Table
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.sections.summary import share_without_score
from dnoutcomes.report.words.cluster_words import cluster_limits
from dnoutcomes.report.words.limit_words import (
    adjustment_sentence,
    before_after_sentences,
    design_sentences,
    evidence_sentences,
    missing_sentence,
    open_label_sentences,
)


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of limits."""
    setting, answer = results.setting, results.answer
    adjusted = (
        adjustment_sentence(answer.effect, answer.unadjusted, setting) if answer.method != "none" else ""
    )
    design = [*design_sentences(setting), adjusted]
    blocks: list[Block] = [
        Heading(say("Nobody was blinded")),
        BulletList(open_label_sentences(setting)),
        Heading(say("How patients came into their group")),
        BulletList(tuple(filter(None, design))),
        Heading(say("Change from before to after")),
        *change_blocks(results),
        Heading(say("Missing scores")),
        BulletList((missing_sentence(share_without_score(results), setting.plan.primary_visit, setting),)),
    ]
    shared = () if results.clusters is None else cluster_limits(results.clusters, setting)
    if shared:
        blocks += [Heading(say("Who treated whom")), BulletList(shared)]
    evidence = evidence_sentences(setting)
    if evidence:
        blocks += [Heading(say("What is known from elsewhere")), BulletList(evidence)]
    return tuple(blocks)


def change_blocks(results: ReportResults) -> tuple[Block, ...]:
    """The change within each group, with what would be expected of it without any treatment."""
    setting, change = results.setting, results.change
    plan = setting.plan
    sentences = before_after_sentences(change, setting)
    shown = (plan.treated_arm, plan.reference_arm)
    decimals = max(change.effects[arm].decimals for arm in shown)
    rows = tuple((sentence(setting.arm(arm)), effect_cell(change.effects[arm], decimals)) for arm in shown)
    if change.expected.is_shown:
        due = say("To be expected of {treated} in any case", treated=setting.treated)
        rows = (*rows, (due, number_cell(change.expected.value, decimals)))
    table = Table(
        say(
            "Mean change within each group after {visit}; not the effect of a treatment",
            visit=setting.visit(plan.primary_visit),
        ),
        (say("Group"), say("Mean change ({level} interval)", level=level_text(plan.confidence_level))),
        rows,
    )
    return (
        Paragraph(sentences[0]),
        table,
        BulletList(tuple(sentences[1:]) or (say("No figure for scale is known for this outcome."),)),
    )


limits = ReportSection("limits", term("What these results can't say"), _blocks)
