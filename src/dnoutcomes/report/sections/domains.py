"""Other outcomes: each compared once, none of them the question that the plan asked."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.figures.number_text import decimals_for, interval
from dnoutcomes.instruments import Instrument
from dnoutcomes.report.results import ReportResults, Unavailable
from dnoutcomes.report.section import Block, Note, Paragraph, Section, Table
from dnoutcomes.report.words.plain_text import join_words, plain_text
from dnoutcomes.report.words.section_words import SECTION_TITLES


def domains(results: ReportResults) -> Section:
    """Write the section on other outcomes."""
    found, setting = results.domains, results.setting
    title = SECTION_TITLES["domains"]
    if isinstance(found, Unavailable):
        return Section("domains", title, (Note(found.reason),))
    frame = found.effects.frame
    planned = set(setting.plan.secondary_outcomes)
    level = f"{100 * setting.plan.confidence_level:g} % interval"
    rows = tuple(_row(row, found.instruments[str(row["outcome"])], planned) for _, row in frame.iterrows())
    blocks: list[Block] = [
        Paragraph(
            f"Every other outcome in the file, compared at {setting.visit(setting.plan.primary_visit)} by "
            f"analysis of "
            f"covariance with the same adjustment. All {len(frame)} are listed. With so many, some "
            f"differences will look "
            "clear by chance alone: exploratory ones raise questions and answer none."
        ),
        Table(
            f"{setting.treated[:1].upper()}{setting.treated[1:]} less {setting.reference}: adjusted "
            f"difference in mean change",
            ("Outcome", "Better is", f"Difference ({level})", "In favour of", "Patients scored"),
            rows,
        ),
    ]
    if found.not_compared:
        named = join_words([plain_text(name) for name in found.not_compared])
        blocks.append(
            Note(f"Recorded, but not both at the start and then, so not compared as a change: {named}.")
        )
    return Section("domains", title, tuple(blocks))


def _row(row: pd.Series, instrument: Instrument, planned: set[str]) -> tuple[str, ...]:
    standing = "planned" if instrument.code in planned else "exploratory"
    name = f"{plain_text(instrument.label)} ({standing})"
    if row["hidden"] or row["estimate"] != row["estimate"]:
        return name, instrument.direction, "hidden" if row["hidden"] else "–", "–", str(row["n_shown"])
    text = interval(row["estimate"], row["conf_low"], row["conf_high"], decimals_for(float(row["std_error"])))
    return name, instrument.direction, text, _favours(row, instrument), str(row["n_shown"])


def _favours(row: pd.Series, instrument: Instrument) -> str:
    if row["conf_low"] <= 0 <= row["conf_high"]:
        return "unclear"
    return "first group" if instrument.better_sign * row["estimate"] > 0 else "second group"
