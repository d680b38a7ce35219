"""Other outcomes: each compared once, planned ones with their shared error, none of them the question of the plan."""

from __future__ import annotations

import math

import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.figures.number_text import decimals_for, level_text, p_number
from dnoutcomes.instruments import Instrument
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.cell import (
    count_cell,
    effect_cell,
    hidden_cell,
    interval_cell,
    notes_on_counts,
    number_cell,
    share_cell,
)
from dnoutcomes.report.blocks.section import Block, BulletList, Note, Paragraph, Table
from dnoutcomes.report.facts.chance_count import count_of_exploratory
from dnoutcomes.report.facts.domain_results import DomainResults, domain_results, no_other_outcome
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.global_rating_results import GlobalRating
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import all_but
from dnoutcomes.report.names.plain_text import join_words, plain_text, sentence
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.glossary_words import ESTIMAND, EXPLORATORY
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.chance_words import exploratory_count_sentence
from dnoutcomes.report.words.domain_words import (
    ROLES,
    compared_sentence,
    error_sentence,
    exploratory_sentence,
    instrument_words,
    missing_sentence,
    rating_sentence,
    threshold_words,
)


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of other outcomes."""
    outcomes, setting = results.domains, results.setting
    assert not isinstance(outcomes, Unavailable)
    said = (
        error_sentence(setting),
        missing_sentence(outcomes, setting),
        exploratory_sentence(outcomes),
        exploratory_count_sentence(count_of_exploratory(outcomes)),
    )
    blocks: list[Block] = [
        Paragraph(compared_sentence(outcomes, setting)),
        BulletList(tuple(filter(None, said))),
    ]
    if outcomes.standardised.frame["estimate"].notna().any():
        blocks.append(_figure(outcomes, setting))
    if len(outcomes.others):
        blocks.append(_table(outcomes, setting))
    for rating in outcomes.ratings:
        blocks.append(Paragraph(rating_sentence(rating, setting)))
        if rating.state is State.SHOWN:
            blocks.append(_rating_table(rating, setting))
    if outcomes.not_compared:
        named = join_words([plain_text(say_term(name)) for name in outcomes.not_compared])
        blocks.append(
            Note(
                say(
                    "Planned or recorded, but without scores enough to be compared: {outcomes}.",
                    outcomes=named,
                )
            )
        )
    return tuple(blocks)


def _figure(outcomes: DomainResults, setting: Setting) -> FigureBlock:
    """Draw the forest from the released differences."""
    effects, plan = outcomes.effects, setting.plan
    others = type(effects)(
        effects.frame[effects.frame["role"] != "primary"].reset_index(drop=True),
        confidence_level=effects.confidence_level,
        kind=effects.kind,
    )
    return FigureBlock.of("outcomes", others, plan=plan)


def _table(outcomes: DomainResults, setting: Setting) -> Table:
    planned = bool(setting.plan.secondary_outcomes)
    level = level_text(setting.plan.confidence_level)
    heads = [say("Domain and outcome"), say("Difference ({level} interval)", level=level)]
    if planned:
        heads.append(say("Adjusted p"))
    heads += [say("Role"), say("Patients scored")]
    rows = [_row(row, outcomes, planned=planned) for _, row in outcomes.effects.frame.iterrows()]
    notes = [
        say(
            "Difference in mean change, each outcome in its own unit, by analysis of covariance adjusted for the score "
            "of that outcome at the start and what the plan adjusts for."
        ),
        *notes_on_counts(
            outcomes.effects.frame.loc[outcomes.effects.frame["state"] != State.HIDDEN, "n_shown"]
        ),
    ]
    if planned:
        notes.append(
            say(
                "The main outcome stands here for its place in the testing, by the same analysis as the others; what "
                "was found about it has a section of its own."
            )
        )
    return Table(
        say(
            "{treated} minus {reference}: adjusted difference in mean change after {time}",
            treated=sentence(setting.treated),
            reference=setting.reference,
            time=setting.visit(setting.plan.primary_visit),
        ),
        tuple(heads),
        tuple(rows),
        notes=tuple(notes),
    )


def _row(row: pd.Series, outcomes: DomainResults, *, planned: bool) -> tuple[str, ...]:
    difference = n_scored = hidden_cell()
    if row["state"] != State.HIDDEN:
        decimals = decimals_for(float(row["std_error"]))
        difference = interval_cell(row["estimate"], row["conf_low"], row["conf_high"], decimals)
        n_scored = count_cell(row["n_shown"])
    p_values = (p_number(row["adjusted_p_value"]),) if planned else ()
    name = _named(outcomes.instruments[str(row["outcome"])])
    return name, difference, *p_values, say_term(ROLES[row["role"]]), n_scored


def _named(instrument: Instrument) -> str:
    domain = sentence(plain_text(say_term(instrument.domain)))
    return say("{domain}: {outcome}", domain=domain, outcome=instrument_words(instrument))


def _rating_table(rating: GlobalRating, setting: Setting) -> Table:
    plan, level = setting.plan, level_text(setting.plan.confidence_level)
    arms = (plan.treated_arm, plan.reference_arm)
    rows: list[tuple[str, str]] = [
        *(
            (say("Patients scored: {arm}", arm=setting.arm(arm)), number_cell(rating.scored[arm], 0))
            for arm in arms
        ),
        *((say("Responders: {arm}", arm=setting.arm(arm)), share_cell(rating.share(arm))) for arm in arms),
        (
            say("Difference as counted ({level} interval)", level=level),
            effect_cell(rating.counted, 0, factor=100),
        ),
        (
            say("Adjusted difference ({level} interval)", level=level),
            effect_cell(rating.adjusted, 0, factor=100),
        ),
    ]
    if math.isfinite(rating.adjusted_p_value):
        rows.append((say("Adjusted p"), p_number(rating.adjusted_p_value)))
    notes = [
        say(
            "Differences in percentage points, the first group minus the second; adjusted for {covariates}.",
            covariates=setting.adjusted_for,
        ),
        threshold_words(rating),
    ]
    if not setting.randomised:
        notes.insert(
            1,
            say("The groups were not made by chance, so that only the adjusted difference can compare them."),
        )
    return Table(
        say(
            "{outcome} ({role}): responders after {time}",
            outcome=plain_text(say_term(rating.instrument.label)),
            role=say_term(ROLES[rating.role]),
            time=setting.visit(plan.primary_visit),
        ),
        (say("What"), say("Value")),
        tuple(rows),
        notes=tuple(notes),
    )


def _compute(inputs: ReportInputs, results: ReportResults) -> DomainResults | Unavailable:
    declared = inputs.analysis.outcomes.declared_outcomes
    return domain_results(inputs.outcomes, inputs.plan, inputs.counts, declared)


domains = ReportSection(
    "domains",
    term("Other outcomes"),
    _blocks,
    _compute,
    audiences=all_but("patients", "funder"),
    foresee=lambda inputs: no_other_outcome(inputs.outcomes, inputs.analysis.outcomes.declared_outcomes),
    words=(ESTIMAND, EXPLORATORY),
)
