"""Safety: adverse events per 100 sessions and per patient, with published figures for scale."""

from __future__ import annotations

from dnoutcomes.describe import published_events
from dnoutcomes.describe.published_events import ALL_MINOR, BOYCE, BRADY, SESSIONS
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.figures.number_text import level_text, number
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.blocks.cell import (
    Cell,
    hidden_cell,
    interval_cell,
    no_cell,
    number_cell,
    share_interval_cell,
)
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.counts.event_counts import ALL_EVENTS
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.safety_results import EventRate, EventShare, SafetyResults, safety_results
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.plain_text import join_words, plain_text, sentence
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.people import hiding_note
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.safety_words import (
    DECIMALS,
    no_comparison_sentence,
    rate_sentence,
    serious_sentence,
)

_AND_OTHERS = " et al."


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of safety."""
    events, setting = results.safety, results.setting
    assert not isinstance(events, Unavailable)
    blocks: list[Block] = [
        Paragraph(f"{rate_sentence(events, setting)} {serious_sentence(events, setting)}"),
        *_rates(events, setting),
        _shares(events, setting),
        Paragraph(no_comparison_sentence(setting)),
    ]
    states = {events.state, *(rate.state for rate in events.rates), *(share.state for share in events.shares)}
    if events.joined or states.intersection(NOT_TO_BE_SHOWN):
        blocks.append(Note(hiding_note(setting.plan.small_groups), tone="hidden"))
    return tuple(blocks)


def _rates(events: SafetyResults, setting: Setting) -> tuple[Table, ...]:
    if not events.rates:
        return ()
    needled = "needling" in setting.plan.arms
    published = _published() if needled else {}
    studies = (BRADY, BOYCE) if needled else ()
    rows = tuple(
        (sentence(_event(rate.name)), *_numbers(rate),
         *(published.get((study, rate.name), no_cell()) for study in studies))
        for rate in events.rates
    )  # fmt: skip
    return (
        Table(
            say("Events at attended sessions with {treated}", treated=setting.treated),
            (
                say("Event"),
                say("Events"),
                say("Per 100 sessions ({level} interval)", level=level_text(setting.plan.confidence_level)),
                *(name.replace(_AND_OTHERS, "") for name in studies),
            ),
            rows,
            notes=((_scale_note(),) if needled else ()) + ((_joined_note(events),) if events.joined else ()),
        ),
    )


def _numbers(rate: EventRate) -> tuple[Cell, Cell]:
    if rate.n_events is None:
        return hidden_cell(rate.state), hidden_cell(rate.state)
    return number_cell(rate.n_events, 0), interval_cell(rate.per_100, rate.low, rate.high, DECIMALS)


def _scale_note() -> str:
    return say(
        "For scale, events per 100 sessions as therapists reported their own: {brady}, {brady_n} sessions, and "
        "{boyce}, {boyce_n} sessions, of dry needling for any condition. What a clinic finds depends on how it asks; "
        "these are no standard.",
        brady=BRADY,
        brady_n=number(SESSIONS[BRADY], 0),
        boyce=BOYCE,
        boyce_n=number(SESSIONS[BOYCE], 0),
    )


def _joined_note(events: SafetyResults) -> str:
    kinds = join_words(sorted(map(_event, events.joined)))
    return say("Together, because some of them are of few patients: {kinds}.", kinds=kinds)


def _event(name: str) -> str:
    """A kind of event; one that a file names in its own words stays as it is."""
    return plain_text(say_term(name))


def _published() -> dict[tuple[str, str], Cell]:
    frame = published_events()
    minor = frame[frame["kind"] == "minor"]
    named = minor["term"].replace({ALL_MINOR: ALL_EVENTS})
    return {
        (source, term): number_cell(value, 1)
        for source, term, value in zip(minor["source"], named, minor["per_100"])
    }


def _shares(events: SafetyResults, setting: Setting) -> Table:
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    cells = {(share.name, share.arm): _share(share) for share in events.shares}
    rows = tuple((sentence(_event(name)), *(cells.get((name, arm), no_cell()) for arm in arms))
                 for name in dict.fromkeys(share.name for share in events.shares))  # fmt: skip
    return Table(
        say(
            "Patients with at least one event, at a session or not ({level} interval)",
            level=level_text(setting.plan.confidence_level),
        ),
        (say("Event"), sentence(setting.treated), sentence(setting.reference)),
        rows,
        notes=(say("Of everybody in the file. A patient may have several kinds of events."),),
    )


def _share(share: EventShare) -> Cell:
    if share.state in NOT_TO_BE_SHOWN:
        return hidden_cell(share.state)
    return share_interval_cell(share.share, share.low, share.high)


safety = ReportSection(
    "safety",
    term("Safety"),
    _blocks,
    lambda inputs, results: safety_results(inputs.analysis, inputs.counts),
    foresee=lambda inputs: safety_results(inputs.analysis, inputs.counts),
)
