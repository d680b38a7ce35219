"""The course: both arms over all visits, in a figure and in numbers."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.figures.number_text import decimals_for, level_text
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.cell import Cell, hidden_cell, interval_cell, no_cell
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.compute import why_no_model
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.told_section import state_of
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.plain_text import join_words, sentence
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.cluster_words import interval_sentence


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of the course."""
    if isinstance(results.model, Unavailable):
        return (Note(results.model.reason),)
    setting = results.setting
    return (
        Paragraph(
            say(
                "Mean change in {outcome} from the start, by group; the figure is on the first page. The means come "
                "from one model for all visits, so that patients who missed a visit still count with the visits they "
                "had. They are worked out for groups that are alike in {covariates}.",
                outcome=setting.outcome,
                covariates=setting.adjusted_for,
            )
        ),
        course_table(results),
    )


def course_figure(results: ReportResults) -> FigureBlock | None:
    """Draw the course from the released means.

    None where those of an arm may not be shown: the change of one arm alone would be read as the effect of treatment.
    """
    if isinstance(results.model, Unavailable):
        return None
    known = results.model.means.frame.dropna(subset="estimate")
    if known["arm"].nunique() < len(results.setting.plan.arms):
        return None
    means, plan = results.model.means, results.setting.plan
    return FigureBlock.of("course", means, plan=plan)


def course_table(results: ReportResults) -> Table:
    """One row per visit: both means, the difference, and the number of patients seen."""
    assert not isinstance(results.model, Unavailable)
    setting, plan = results.setting, results.setting.plan
    arms = (plan.treated_arm, plan.reference_arm)
    decimals = decimals_for(float(results.model.differences.frame["std_error"].median()))
    rows = []
    for visit in plan.visit_names:
        means = results.model.means.frame
        here = means[means["visit"] == visit]
        if here.empty:
            continue
        difference = results.model.differences.frame
        cells = [_cell(here[here["arm"] == arm], decimals) for arm in arms]
        rows.append((
            setting.visit(visit), *cells, _cell(difference[difference["visit"] == visit], decimals),
            " / ".join(results.counts.text(("scored", visit, arm)) for arm in arms),
        ))  # fmt: skip
    caption = say(
        "Mean change from the start in {outcome} and difference between the groups ({level} interval)",
        outcome=setting.outcome,
        level=level_text(plan.confidence_level),
    )
    heads = (
        say("After"),
        sentence(setting.treated),
        sentence(setting.reference),
        say("Difference"),
        say("Patients scored"),
    )
    notes = tuple(
        filter(None, (_favourable(setting), interval_sentence(results.clusters), *_partial(results)))
    )
    return Table(caption, heads, tuple(rows), notes=notes)


def _partial(results: ReportResults) -> tuple[str, ...]:
    """Name the visits at which means and difference are not those of everybody with a score."""
    assert not isinstance(results.model, Unavailable)
    if not results.model.partial_visits:
        return ()
    visits = join_words([results.setting.visit(visit) for visit in results.model.partial_visits])
    return (
        say("After {visits} without patients of causes that only one group has scores of.", visits=visits),
    )


def _favourable(setting: Setting) -> str:
    parts = {"treated": setting.treated, "reference": setting.reference}
    if setting.lower_is_better:
        return say(
            "Difference: {treated} minus {reference}; negative numbers are in favour of {treated}.", **parts
        )
    return say(
        "Difference: {treated} minus {reference}; positive numbers are in favour of {treated}.", **parts
    )


def _cell(rows: pd.DataFrame, decimals: int) -> Cell:
    if rows.empty or rows["estimate"].isna().any():
        return hidden_cell() if (rows["state"] == State.HIDDEN).any() else no_cell()
    row = rows.iloc[0]
    return interval_cell(row["estimate"], row["conf_low"], row["conf_high"], decimals)


def _foresee(inputs: ReportInputs) -> Unavailable | None:
    visits = inputs.analysis.visits
    scored = visits.loc[visits["change"].notna(), "visit"].nunique()
    return None if scored > 1 else Unavailable(say_term(why_no_model(inputs.analysis)))


course = ReportSection(
    "course",
    term("The course over time"),
    _blocks,
    foresee=_foresee,
    state=lambda results: state_of(results.model),
)
