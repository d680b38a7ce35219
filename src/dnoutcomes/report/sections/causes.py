"""By cause: every cause beside the others, and one test of whether it matters."""

from __future__ import annotations

from dnoutcomes.disclosure import State
from dnoutcomes.estimates import JointTest
from dnoutcomes.figures.number_text import decimals_for, level_text
from dnoutcomes.language import say, term
from dnoutcomes.report.blocks.cell import count_cell, hidden_cell, interval_cell, notes_on_counts
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.cause_results import CauseResults, no_causes
from dnoutcomes.report.facts.chance_count import count_of_causes
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.first_page_claims import claim_of_causes
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.told_section import state_of
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.glossary_words import ESTIMAND, MIXED_MODEL
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.cause_words import (
    cause_or_population,
    hidden_causes_sentence,
    interaction_sentence,
)
from dnoutcomes.report.words.chance_words import causes_count_sentence
from dnoutcomes.report.words.cluster_words import interval_sentence


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of causes."""
    by_cause, setting = results.causes, results.setting
    if isinstance(by_cause, Unavailable):
        return (Note(by_cause.reason),)
    blocks: list[Block] = [_test(by_cause, setting.plan.confidence_level)]
    if by_cause.effects.frame["estimate"].notna().any():
        blocks += [forest_figure(results, by_cause), cause_table(results, by_cause)]
    if by_cause.without_row:
        blocks.append(
            Note(
                hidden_causes_sentence(list(by_cause.without_row), setting.plan.small_groups),
                tone="hidden" if setting.plan.hides_small_groups else "plain",
            )
        )
    warning = say(
        "An interval of one cause that excludes zero, beside one of another cause that includes it, is no evidence "
        "that the causes differ: the smaller group simply has the wider interval. Only the one test above speaks to "
        "that."
    )
    said = (causes_count_sentence(count_of_causes(by_cause)), warning)
    blocks.append(Paragraph(" ".join(filter(None, said))))
    return tuple(blocks)


def _test(by_cause: CauseResults, confidence_level: float) -> Paragraph:
    if isinstance(by_cause.interaction, Unavailable):
        return Paragraph(by_cause.interaction.reason)
    claim = claim_of_causes(by_cause, confidence_level)
    return Paragraph(interaction_sentence(by_cause.interaction.p_value, claim))


def forest_figure(results: ReportResults, by_cause: CauseResults) -> FigureBlock:
    """Draw the forest from the released differences."""
    plan, effects = results.setting.plan, by_cause.effects
    test = (
        by_cause.interaction if isinstance(by_cause.interaction, JointTest) and by_cause.exact_test else None
    )
    return FigureBlock.of("forest", effects, plan=plan, by="cause", interaction=test)


def cause_table(results: ReportResults, by_cause: CauseResults) -> Table:
    """One row per cause and overall: patients with a score, and the difference."""
    setting = results.setting
    decimals = decimals_for(float(by_cause.effects.frame["std_error"].median()))
    rows = []
    for row in by_cause.effects.frame.to_dict("records"):
        difference = interval_cell(row["estimate"], row["conf_low"], row["conf_high"], decimals)
        name, n = sentence(cause_or_population(row)), count_cell(row["n_shown"])
        rows.append((name, n, hidden_cell() if row["state"] == State.HIDDEN else difference))
    level = level_text(setting.plan.confidence_level)
    return Table(
        say(
            "Difference in mean change between the groups after {visit}, by cause",
            visit=setting.visit(setting.plan.primary_visit),
        ),
        (say("Cause"), say("Patients with a score"), say("Difference ({level} interval)", level=level)),
        tuple(rows),
        notes=tuple(
            filter(
                None,
                (
                    _origin(by_cause, setting),
                    *notes_on_counts(by_cause.effects.frame["n_shown"]),
                    interval_sentence(results.clusters),
                ),
            )
        ),
    )


def _origin(by_cause: CauseResults, setting: Setting) -> str:
    parts = {"treated": setting.treated, "reference": setting.reference}
    return {
        "mixed model": say("Difference: {treated} minus {reference}, from the mixed model.", **parts),
        "analysis of covariance": say(
            "Difference: {treated} minus {reference}, from the analysis of covariance.", **parts
        ),
    }[by_cause.method]


causes = ReportSection(
    "causes",
    term("By cause"),
    _blocks,
    foresee=lambda inputs: no_causes(inputs.analysis),
    state=lambda results: state_of(results.causes),
    words=(ESTIMAND, MIXED_MODEL),
)
