"""A quarter beside the quarters before it."""

from __future__ import annotations

from dnoutcomes.disclosure import State
from dnoutcomes.figures.number_text import level_text
from dnoutcomes.language import say, term
from dnoutcomes.report.blocks.cell import effect_cell
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.quarter_results import QuarterResults, quarter_results
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.sections.glossary_words import CONTROL_CHART
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.quarter_words import quarter_sentence


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of the quarter."""
    quarters = results.quarters
    assert not isinstance(quarters, Unavailable)
    setting = results.setting
    visit = setting.visit(setting.plan.primary_visit)
    blocks: list[Block] = [
        Paragraph(
            say(
                "A patient belongs to the quarter in which the time for the score after {visit} ends, and to no other "
                "one, so that a quarter doesn't change when it is worked out again, and quarters can be set beside "
                "each other.",
                visit=visit,
            )
        ),
        _table(quarters, results),
        Paragraph(quarter_sentence(quarters)),
    ]
    if not quarters.is_over:
        open_ = say(
            "{quarter} was not over at the data cut: scores may still come in.", quarter=quarters.quarter
        )
        blocks.append(Note(open_, tone="caution"))
    return tuple(blocks)


def _table(quarters: QuarterResults, results: ReportResults) -> Table:
    setting = results.setting
    decimals = [effect.decimals for effect in quarters.effects.values() if effect.has_interval]
    rows = tuple(
        (name, effect_cell(effect, min(decimals, default=1))) for name, effect in quarters.effects.items()
    )
    level = level_text(setting.plan.confidence_level)
    return Table(
        say(
            "{treated} minus {reference}: difference after {visit} by quarter, worked out as on the first page",
            treated=sentence(setting.treated),
            reference=setting.reference,
            visit=setting.visit(setting.plan.primary_visit),
        ),
        (say("Quarter"), say("Difference ({level} interval)", level=level)),
        rows,
        notes=_other_methods(quarters),
    )


def _other_methods(quarters: QuarterResults) -> tuple[str, ...]:
    """Name the quarters whose difference isn't that of the mixed model."""
    without = [name for name, method in quarters.methods.items() if method == "analysis of covariance"]
    if not without:
        return ()
    return (
        say(
            "{quarters}: by analysis of covariance of the one visit, since the mixed model could not be fitted.",
            quarters=", ".join(without),
        ),
    )


def _compute(inputs: ReportInputs, results: ReportResults) -> QuarterResults | Unavailable:
    if inputs.quarter is None:
        return Unavailable(
            say("This report is about all patients in the file, not about one quarter."), State.NOT_ASKED
        )
    answer = results.answer
    return quarter_results(inputs.whole, inputs.analysis, inputs.quarter, answer.effect, answer.method)


quarter = ReportSection(
    "quarter",
    term("This quarter and those before it"),
    _blocks,
    _compute,
    audiences=all_but("patients"),
    unasked=lambda plan, quarter: quarter is not None,
    words=(CONTROL_CHART,),
)
