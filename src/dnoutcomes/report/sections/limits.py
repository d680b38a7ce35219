"""Limits: what these results can't say."""

from __future__ import annotations

import math

from dnoutcomes.figures.number_text import number
from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.section import Block, BulletList, Heading, Paragraph, Section, Table
from dnoutcomes.report.sections.summary import effect_text, share_without_score
from dnoutcomes.report.words.limit_words import (
    adjustment_sentence,
    before_after_sentences,
    design_sentences,
    evidence_sentences,
    missing_sentence,
    open_label_sentences,
)
from dnoutcomes.report.words.plain_text import sentence


def limits(results: ReportResults) -> Section:
    """Write the section on limits."""
    setting, answer = results.setting, results.answer
    adjusted = (
        adjustment_sentence(answer.effect, answer.unadjusted, setting) if answer.method != "none" else ""
    )
    design = [*design_sentences(setting), adjusted]
    blocks: list[Block] = [
        Heading("Nobody was blinded"),
        BulletList(open_label_sentences(setting)),
        Heading("How patients came into their group"),
        BulletList(tuple(filter(None, design))),
        Heading("Change from before to after"),
        *change_blocks(results),
        Heading("Missing scores"),
        BulletList((missing_sentence(share_without_score(results), setting.plan.primary_visit, setting),)),
    ]
    evidence = evidence_sentences(setting)
    if evidence:
        blocks += [Heading("What is known from elsewhere"), BulletList(evidence)]
    return Section("limits", "What these results can't say", tuple(blocks))


def change_blocks(results: ReportResults) -> tuple[Block, ...]:
    """The change within each group, with what would be expected of it without any treatment."""
    setting, change = results.setting, results.change
    plan = setting.plan
    sentences = before_after_sentences(change, setting)
    shown = (plan.treated_arm, plan.reference_arm)
    decimals = max(change.effects[arm].decimals for arm in shown)
    rows = tuple((sentence(setting.arm(arm)), effect_text(change.effects[arm], decimals)) for arm in shown)
    if math.isfinite(change.expected):
        rows = (
            *rows,
            (f"To be expected of {setting.treated} in any case", number(change.expected, decimals)),
        )
    table = Table(
        f"Mean change within each group after {setting.visit(plan.primary_visit)}; not the effect of a "
        "treatment",
        ("Group", f"Mean change ({100 * plan.confidence_level:g} % interval)"),
        rows,
    )
    return (
        Paragraph(sentences[0]),
        table,
        BulletList(tuple(sentences[1:]) or ("No figure for scale is known for this outcome.",)),
    )
