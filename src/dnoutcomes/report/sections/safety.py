"""Safety: adverse events per 100 sessions and per patient, with published figures for scale."""

from __future__ import annotations

from dnoutcomes.describe import published_events
from dnoutcomes.describe.published_events import BOYCE, BRADY
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.report.results import ReportResults, Unavailable
from dnoutcomes.report.safety_results import EventShare, SafetyResults
from dnoutcomes.report.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.sections.people import hiding_note
from dnoutcomes.report.words.plain_text import join_words, plain_text, sentence
from dnoutcomes.report.words.safety_words import (
    no_comparison_sentence,
    rate_sentence,
    rate_text,
    serious_sentence,
)
from dnoutcomes.report.words.section_words import SECTION_TITLES
from dnoutcomes.report.words.setting import Setting

SCALE = (
    f"For scale, events per 100 sessions as therapists reported their own: {BRADY}, 7,629 sessions, and "
    f"{BOYCE}, 20,464 "
    "sessions, of dry needling for any condition. What a clinic finds depends on how it asks; these are no standard."
)


def safety(results: ReportResults) -> Section:
    """Write the section on safety."""
    found, setting = results.safety, results.setting
    title = SECTION_TITLES["safety"]
    if isinstance(found, Unavailable):
        return Section("safety", title, (Note(found.reason),))
    blocks: list[Block] = [
        Paragraph(f"{rate_sentence(found, setting)} {serious_sentence(found, setting)}"),
        *_rates(found, setting),
        _shares(found, setting),
        Paragraph(no_comparison_sentence(setting)),
    ]
    if found.joined or any(item.hidden for item in found.shares):
        blocks.append(Note(hiding_note(setting.plan.smallest_cell), tone="hidden"))
    return Section("safety", title, tuple(blocks))


def _rates(found: SafetyResults, setting: Setting) -> tuple[Table, ...]:
    if not found.rates:
        return ()
    needled = "needling" in setting.plan.arms
    published = _published() if needled else {}
    studies = (BRADY, BOYCE) if needled else ()
    rows = tuple(
        (sentence(plain_text(rate.name)), f"{rate.n_events:,}", rate_text(rate),
         *(published.get((study, rate.name), "–") for study in studies))
        for rate in found.rates
    )  # fmt: skip
    level = f"{100 * setting.plan.confidence_level:g} % interval"
    joined = (
        f"Together, because some of them are of few patients: {join_words(sorted(map(plain_text, found.joined)))}.",
    )
    return (
        Table(
            f"Events at attended sessions with {setting.treated}",
            (
                "Event",
                "Events",
                f"Per 100 sessions ({level})",
                *(name.replace(" et al.", "") for name in studies),
            ),
            rows,
            notes=((SCALE,) if needled else ()) + (joined if found.joined else ()),
        ),
    )


def _published() -> dict[tuple[str, str], str]:
    frame = published_events()
    minor = frame[frame["kind"] == "minor"]
    named = minor["term"].replace({"all minor events": "all events"})
    return {
        (source, term): number(value, 1)
        for source, term, value in zip(minor["source"], named, minor["per_100"])
    }


def _shares(found: SafetyResults, setting: Setting) -> Table:
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    cells = {(item.name, item.arm): _share(item) for item in found.shares}
    rows = tuple((sentence(plain_text(name)), *(cells.get((name, arm), "–") for arm in arms))
                 for name in dict.fromkeys(item.name for item in found.shares))  # fmt: skip
    return Table(
        f"Patients with at least one event, at a session or not ({100 * setting.plan.confidence_level:g} % interval)",
        ("Event", sentence(setting.treated), sentence(setting.reference)),
        rows,
        notes=("Of everybody in the file. A patient may have several kinds of events.",),
    )


def _share(item: EventShare) -> str:
    if item.hidden:
        return "hidden"
    return f"{percent(item.share)} ({percent(item.low)} to {percent(item.high)})"
