"""Responders: who improved enough to matter to a person."""

from __future__ import annotations

from dnoutcomes.figures.number_text import interval, percent
from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.plan import Responder
from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.words.plain_text import sentence
from dnoutcomes.report.words.responder_words import (
    ResponderContrast,
    needed_words,
    responder_sentence,
    responder_words,
)
from dnoutcomes.report.words.setting import Setting
from dnoutcomes.report.words.verdict import Effect

NOTE = (
    "Differences in percentage points with {level} intervals; adjusted: for the score at the start, cause and the "
    "covariates of the plan. Number needed to treat: for every so many patients in the first group, one more responds "
    "than in the second; from the {source} difference, and only where its interval leaves no doubt about the direction."
)


def responders(results: ReportResults) -> Section:
    """Write the section on responders."""
    setting = results.setting
    title = "Who improved enough to matter"
    if not setting.plan.responders:
        return Section(
            "responders",
            title,
            (Note("The plan names no threshold for this outcome, and none is established."),),
        )
    blocks: list[Block] = [
        Paragraph(
            "A mean can hide that some improve much and others not at all. This section counts patients who "
            "improved by at least a stated amount. Thresholds lose information, so they come second to the "
            "difference in means."
        )
    ]
    blocks += [
        Paragraph(sentence(responder_sentence(contrast, setting))) for contrast in results.responders_all
    ]
    if results.responder_figure is not None:
        blocks.append(results.responder_figure)
    blocks.append(_table("All patients with a score at the start; no later score counts as no response",
                         results.responders_all, setting))  # fmt: skip
    blocks.append(_table("Patients with a score at the visit only", results.responders, setting))
    blocks.append(Note(" ".join(_standing(item, setting) for item in setting.plan.responders)))
    return Section("responders", title, tuple(blocks))


def _table(caption: str, contrasts: tuple[ResponderContrast, ...], setting: Setting) -> Table:
    level = f"{100 * setting.plan.confidence_level:g} %"
    return Table(
        f"Responders after {setting.visit(setting.plan.primary_visit)}. {caption}",
        ("At least", sentence(setting.treated), sentence(setting.reference), "Difference, as counted",
         "Difference, adjusted", "Number needed to treat"),
        tuple((item.responder.label, *_cells(item, setting)) for item in contrasts),
        notes=(NOTE.format(level=level, source="counted" if setting.randomised else "adjusted"),),
    )  # fmt: skip


def _cells(item: ResponderContrast, setting: Setting) -> tuple[str, ...]:
    if item.hidden:
        return ("hidden",) * 5
    counted = item.trusted(randomised=True)
    return (
        percent(item.share_treated),
        percent(item.share_reference),
        _points(counted),
        _points(item.adjusted),
        needed_words(item.trusted(randomised=setting.randomised)),
    )


def _points(effect: Effect) -> str:
    if not effect.known:
        return "–"
    return interval(100 * effect.estimate, 100 * effect.conf_low, 100 * effect.conf_high, 0)


def _standing(responder: Responder, setting: Setting) -> str:
    """Say how sure a threshold is, as the instrument registry has it."""
    known = _threshold(responder, setting.instrument)
    what = sentence(responder_words(responder, setting))
    if known is None:
        return f"{what}: a threshold of the plan, not in the instrument registry."
    return f"{what}: {known.confidence} ({known.citation})."


def _threshold(responder: Responder, instrument: Instrument) -> Threshold | None:
    return next(
        (item for item in instrument.thresholds if (item.value, item.scale) == (responder.value, responder.scale)
         and item.kind in ("MCID", "SCB", "MDC")),
        None,
    )  # fmt: skip
