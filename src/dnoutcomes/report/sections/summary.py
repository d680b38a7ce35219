"""One page in plain words: what was found, what was not, and what can't be said."""

from __future__ import annotations

import math

from dnoutcomes.disclosure import Key, State, StatedNumber
from dnoutcomes.language import say, term
from dnoutcomes.report.blocks.section import (
    Block,
    BulletList,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
)
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.first_page_claims import first_page_claims
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.sections.course import course_figure
from dnoutcomes.report.sections.key_numbers import key_numbers
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.cause_words import interaction_sentence
from dnoutcomes.report.words.cluster_words import cluster_reservation, independent_units, interval_sentence
from dnoutcomes.report.words.family_words import family_sentence
from dnoutcomes.report.words.limit_words import missing_sentence
from dnoutcomes.report.words.responder_words import responder_sentence
from dnoutcomes.report.words.verdict import effect_sentences, headline


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write the first page."""
    setting, answer = results.setting, results.answer
    visit = setting.plan.primary_visit
    blocks: list[Block] = [
        Paragraph(sentence(headline(answer.verdict, setting, visit)), lead=True),
        Paragraph(" ".join([*effect_sentences(answer.effect, answer.verdict, setting), _reading(results)])),
    ]
    numbers = key_numbers(results)
    if numbers:
        blocks.append(KeyNumbers(numbers))
    if answer.reason:
        blocks.append(Note(answer.reason, tone="caution"))
    blocks.append(Note(_reservation(results), tone="caution"))
    figure = course_figure(results)
    if figure is not None:
        blocks.append(figure)
    blocks += [Heading(say("What else was found, and what was not")), BulletList(_further(results))]
    return tuple(blocks)


def _reading(results: ReportResults) -> str:
    """How to read the numbers, for a reader who knows no statistics."""
    setting = results.setting
    scale = say("{outcome} is measured in {scale}.", outcome=sentence(setting.outcome), scale=setting.scale)
    if not results.answer.effect.has_interval:
        return scale
    holds = say("The interval holds the differences that fit these data well.")
    return " ".join(filter(None, [scale, holds, interval_sentence(results.clusters)]))


def _reservation(results: ReportResults) -> str:
    """What must be known together with the headline."""
    setting = results.setting
    awareness = (
        say("Everybody knew who was needled, so attention and expectation are part of any difference.")
        if set(setting.plan.arms) == {"needling", "standard"}
        else say(
            "Attention and expectation are part of any difference between groups that know what they are given."
        )
    )
    chosen = (
        ""
        if setting.randomised
        else say("Patients were not randomised: the groups may differ in other ways than their treatment.")
    )
    clusters = cluster_reservation(results.clusters, setting)
    family = family_sentence(first_page_claims(results), independent_units(results.clusters))
    return " ".join(filter(None, [chosen, awareness, clusters, family]))


def _further(results: ReportResults) -> tuple[str, ...]:
    setting, visit = results.setting, results.setting.plan.primary_visit
    claims = {claim.name: claim for claim in first_page_claims(results)}
    items = [
        sentence(responder_sentence(contrast, claims["responders"], setting))
        for contrast in results.responders_all[:1]
    ]
    causes = results.causes
    if isinstance(causes, Unavailable):
        items.append(causes.reason)
    elif isinstance(causes.interaction, Unavailable):
        items.append(causes.interaction.reason)
    else:
        items.append(interaction_sentence(causes.interaction.p_value, claims["causes"]))
    items.append(missing_sentence(share_without_score(results), visit, setting))
    return tuple(items)


def share_without_score(results: ReportResults) -> dict[str, StatedNumber]:
    """Share of patients without a score at the primary visit by arm."""
    plan = results.setting.plan
    return {arm: _without_score(arm, results) for arm in (plan.treated_arm, plan.reference_arm)}


def _without_score(arm: str, results: ReportResults) -> StatedNumber:
    counts, visit = results.counts, results.setting.plan.primary_visit
    keys: tuple[Key, Key] = (("scored", visit, arm), ("analysed", arm))
    scored, analysed = map(counts.value, keys)
    if scored is None or analysed is None:
        states = {counts.state(key) for key in keys}
        return StatedNumber.without(State.HIDDEN if State.HIDDEN in states else State.WITHHELD)
    return StatedNumber.of(1 - scored / analysed if analysed else math.nan)


def _state(effect: Effect) -> State:
    if effect.has_interval or effect.state is not State.SHOWN:
        return effect.state
    return State.NOT_ESTIMABLE


summary = ReportSection(
    "summary",
    term("What was found"),
    _blocks,
    needs=("trends", "safety"),
    state=lambda results: _state(results.answer.effect),
)
