"""Responders: who improved enough to matter to a person."""

from __future__ import annotations

import math

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

NOTE = (
    "Difference in percentage points. Number needed to treat: for every so many patients in the first group, "
    "one more responds than in the second; given only where the interval leaves no doubt about the direction."
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
    rows = []
    for item in contrasts:
        known = not item.hidden and math.isfinite(item.difference)
        points = [100 * value for value in (item.difference, item.conf_low, item.conf_high)]
        rows.append((
            f"At least {item.responder.label}",
            "hidden" if item.hidden else percent(item.share_treated),
            "hidden" if item.hidden else percent(item.share_reference),
            f"{interval(points[0], points[1], points[2], 0)} points" if known else "hidden" if item.hidden else "–",
            "hidden" if item.hidden else needed_words(item),
        ))  # fmt: skip
    return Table(
        f"Responders after {setting.visit(setting.plan.primary_visit)}. {caption}",
        ("Improvement", sentence(setting.treated), sentence(setting.reference), f"Difference ({level} interval)",
         "Number needed to treat"),
        tuple(rows),
        notes=(NOTE,),
    )  # fmt: skip


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
