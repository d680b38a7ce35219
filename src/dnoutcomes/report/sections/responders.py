"""Responders: who improved enough to matter to a person."""

from __future__ import annotations

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.figures.number_text import level_text
from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.language import say, say_term, term
from dnoutcomes.plan import Responder
from dnoutcomes.report.blocks.cell import Cell, effect_cell, hidden_cell, share_cell
from dnoutcomes.report.blocks.section import Block, Note, Paragraph, Table
from dnoutcomes.report.facts.claim import Claim
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.first_page_claims import claim_of_difference, claim_of_responders
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.responder_results import responder_figure
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import sentence
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.glossary_words import NUMBER_NEEDED
from dnoutcomes.report.sections.report_section import ReportSection
from dnoutcomes.report.words.responder_words import (
    needed_cell,
    responder_sentence,
    responder_words,
    threshold_label,
)

CONFIDENCE_WORDS = {
    "established": term("established", "threshold"),
    "provisional": term("provisional", "threshold"),
    "screening only": term("screening only", "threshold"),
    "none": term("none", "threshold"),
}


def _blocks(results: ReportResults) -> tuple[Block, ...]:
    """Write what it says of responders."""
    setting = results.setting
    if not setting.plan.responders:
        return (Note(say("The plan names no threshold for this outcome, and none is established.")),)
    blocks: list[Block] = [
        Paragraph(
            say(
                "A mean can hide that some improve much and others not at all. This section counts patients who "
                "improved by at least a stated amount. Thresholds lose information, so they come second to the "
                "difference in means."
            )
        )
    ]
    difference = claim_of_difference(results.answer)
    claims = [claim_of_responders(contrast, difference) for contrast in results.responders_all]
    blocks += [
        Paragraph(sentence(responder_sentence(contrast, claim, setting)))
        for contrast, claim in zip(results.responders_all, claims)
    ]
    curve: FigureBlock | None = results.of_section("responders")
    if curve is not None:
        blocks.append(curve)
    visit = setting.visit(setting.plan.primary_visit)
    blocks.append(_concluded(results.responders_all, claims, visit, setting))
    everyone = say(
        "Responders after {visit}. All patients with a score at the start; no later score counts as no response",
        visit=visit,
    )
    blocks.append(_counts(everyone, results.responders_all, setting))
    # Two shares of the same patients are one too many for those who don't do statistics.
    if not results.for_patients:
        seen = say(
            "Responders after {visit}. Patients with a score at the visit only; the others are left out",
            visit=visit,
        )
        blocks.append(_counts(seen, results.responders, setting))
    blocks.append(Note(" ".join(_standing(responder, setting) for responder in setting.plan.responders)))
    return tuple(blocks)


def _concluded(
    contrasts: tuple[ResponderContrast, ...], claims: list[Claim], visit: str, setting: Setting
) -> Block:
    """The differences that a conclusion may rest on, with the numbers needed to treat."""
    captions = {
        "foretold": say(
            "Difference in responders after {visit}, from the model of the headline. All patients with a score at the "
            "start; who wasn't seen is taken to have gone on as earlier scores and similar patients foretell",
            visit=visit,
        ),
        "left out": say(
            "Difference in responders after {visit}, adjusted. Patients with a score at the visit only; the others are "
            "left out",
            visit=visit,
        ),
    }
    shown = [contrast for contrast in contrasts if contrast.state not in NOT_TO_BE_SHOWN]
    caption = captions[shown[0].unseen if shown else "foretold"]
    if not shown:
        return Note(say("{table}: hidden, to protect small groups.", table=caption), tone="hidden")
    rows = tuple(
        (
            threshold_label(contrast.responder, setting),
            *_conclusion(contrast, claim),
        )
        for contrast, claim in zip(contrasts, claims)
    )
    note = say(
        "Difference in percentage points with {level} interval, adjusted for the score at the start, cause and the "
        "covariates of the plan. Number needed to treat: for every so many patients in the first group, one more "
        "responds than in the second; only where neither this interval nor that of the headline leaves a doubt about "
        "the direction.",
        level=level_text(setting.plan.confidence_level),
    )
    heads = (say("At least"), say("Difference, adjusted"), say("Number needed to treat"))
    return Table(caption, heads, rows, notes=(note,))


def _conclusion(contrast: ResponderContrast, claim: Claim) -> tuple[Cell, str]:
    if contrast.state in NOT_TO_BE_SHOWN:
        return hidden_cell(contrast.state), hidden_cell(contrast.state)
    return effect_cell(contrast.concluded, 0, factor=100), needed_cell(contrast.concluded, claim)


def _counts(caption: str, contrasts: tuple[ResponderContrast, ...], setting: Setting) -> Block:
    """A table, or a line where nothing of it may be shown."""
    if all(contrast.state in NOT_TO_BE_SHOWN for contrast in contrasts):
        return Note(say("{table}: hidden, to protect small groups.", table=caption), tone="hidden")
    return _table(caption, contrasts, setting)


def _table(caption: str, contrasts: tuple[ResponderContrast, ...], setting: Setting) -> Table:
    heads = (
        say("At least"),
        sentence(setting.treated),
        sentence(setting.reference),
        say("Difference, as counted"),
        say("Difference, adjusted"),
    )
    rows = tuple((threshold_label(contrast.responder, setting), *_cells(contrast)) for contrast in contrasts)
    return Table(caption, heads, rows, notes=(_note(setting),))


def _note(setting: Setting) -> str:
    return say(
        "Differences in percentage points with {level} intervals; adjusted: for the score at the start, cause and the "
        "covariates of the plan.",
        level=level_text(setting.plan.confidence_level),
    )


def _cells(contrast: ResponderContrast) -> tuple[Cell, ...]:
    if contrast.state in NOT_TO_BE_SHOWN:
        return (hidden_cell(contrast.state),) * 4
    return (
        share_cell(contrast.share_treated),
        share_cell(contrast.share_reference),
        effect_cell(contrast.counted, 0, factor=100),
        effect_cell(contrast.adjusted, 0, factor=100),
    )


def _standing(responder: Responder, setting: Setting) -> str:
    """Say how sure a threshold is, as the instrument registry has it."""
    threshold = _threshold(responder, setting.instrument)
    what = sentence(responder_words(responder, setting))
    if threshold is None:
        return say("{what}: a threshold of the plan, not in the instrument registry.", what=what)
    return say(
        "{what}: {confidence} ({citation}).",
        what=what,
        confidence=say_term(CONFIDENCE_WORDS[threshold.confidence], "threshold"),
        citation=say_term(threshold.citation),
    )


def _threshold(responder: Responder, instrument: Instrument) -> Threshold | None:
    of_change = [threshold for threshold in instrument.thresholds if threshold.kind in ("MCID", "SCB", "MDC")]
    asked = responder.value, responder.scale
    return next((threshold for threshold in of_change if (threshold.value, threshold.scale) == asked), None)


def _state(contrasts: tuple[ResponderContrast, ...]) -> State:
    if not contrasts:
        return State.NOT_PLANNED
    return State.HIDDEN if all(contrast.state in NOT_TO_BE_SHOWN for contrast in contrasts) else State.SHOWN


responders = ReportSection(
    "responders",
    term("Who improved enough to matter"),
    _blocks,
    lambda inputs, results: responder_figure(inputs.analysis, inputs.counts),
    state=lambda results: _state(results.responders_all),
    words=(NUMBER_NEEDED,),
)
