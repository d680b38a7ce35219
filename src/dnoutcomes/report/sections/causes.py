"""By cause: every cause beside the others, and one test of whether it matters."""

from __future__ import annotations

from dnoutcomes.estimates import JointTest
from dnoutcomes.figures.number_text import decimals_for, interval
from dnoutcomes.report.results import CauseResults, ReportResults, Unavailable
from dnoutcomes.report.section import Block, FigureBlock, Note, Paragraph, Section, Table
from dnoutcomes.report.sections.course import drawable
from dnoutcomes.report.words.cause_words import cause_name, hidden_causes_sentence, interaction_sentence
from dnoutcomes.report.words.plain_text import sentence


def causes(results: ReportResults) -> Section:
    """Write the section on causes."""
    found, setting = results.causes, results.setting
    title = "By cause of the neuropathy"
    if isinstance(found, Unavailable):
        return Section("causes", title, (Note(found.reason),))
    blocks: list[Block] = [_test(found, setting.plan.confidence_level)]
    if found.effects.frame["estimate"].notna().any():
        blocks += [forest_figure(results, found), cause_table(results, found)]
    if found.hidden:
        blocks.append(
            Note(hidden_causes_sentence(list(found.hidden), setting.plan.smallest_cell), tone="hidden")
        )
    blocks.append(
        Paragraph(
            "An interval of one cause that leaves out no difference, beside one of another cause that "
            "doesn't, is no evidence that the causes differ: the smaller group simply has the wider interval. "
            "Only the one test above speaks to that."
        )
    )
    return Section("causes", title, tuple(blocks))


def _test(found: CauseResults, level: float) -> Paragraph:
    if isinstance(found.interaction, Unavailable):
        return Paragraph(found.interaction.reason)
    return Paragraph(interaction_sentence(found.interaction.p_value, level))


def forest_figure(results: ReportResults, found: CauseResults) -> FigureBlock:
    """Draw the forest from the released differences."""
    from dnoutcomes.figures import plot_forest

    plan, effects = results.setting.plan, drawable(found.effects)
    named = effects.frame.assign(cause=effects.frame["cause"].map(cause_name))
    effects = type(effects)(named, confidence_level=effects.confidence_level, kind=effects.kind)
    test = found.interaction if isinstance(found.interaction, JointTest) and found.exact_test else None
    return FigureBlock(
        lambda width: plot_forest(effects, plan=plan, by="cause", interaction=test, width=width)
    )


def cause_table(results: ReportResults, found: CauseResults) -> Table:
    """One row per cause and overall: patients with a score, and the difference."""
    setting = results.setting
    decimals = decimals_for(float(found.effects.frame["std_error"].median()))
    rows = []
    for row in found.effects.frame.itertuples():
        known = interval(row.estimate, row.conf_low, row.conf_high, decimals)
        rows.append((sentence(cause_name(row.cause)), row.n_shown, "hidden" if row.hidden else known))
    level = f"{100 * setting.plan.confidence_level:g} %"
    return Table(
        f"Difference in mean change between the groups after {setting.visit(setting.plan.primary_visit)}, by "
        "cause",
        ("Cause", "Patients with a score", f"Difference ({level} interval)"),
        tuple(rows),
        notes=(
            f"Difference: {setting.treated} less {setting.reference}, from the {found.method}. Two numbers of "
            "patients joined by a plus sign are the two groups; a range stands where the exact number would "
            "give a small group away.",
        ),
    )
