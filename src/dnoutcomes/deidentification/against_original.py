"""Checks that hold a written table against what it was made of."""

from __future__ import annotations

import re
from collections.abc import Callable

from dnoutcomes.deidentification.allowed import PSEUDONYMS
from dnoutcomes.deidentification.cell_kinds import fits
from dnoutcomes.deidentification.original import Original, courses_of
from dnoutcomes.deidentification.written_table import WrittenTable
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema import Column

# A number of fewer digits is a score, a day or an age before it's anybody's number.
_DIGITS_OF_AN_ID = 6
_WORDS = re.compile(r"\w+")


def values_of_the_original(table: WrittenTable, original: Original) -> list[Finding]:
    """Refuse pseudonyms, names and other values of the original that were to stay behind."""
    return _forbidden_texts(table, original.texts, "a value of the original that was to stay behind")


def dates_of_the_original(table: WrittenTable, original: Original) -> list[Finding]:
    """Refuse dates of the original, in whatever form, and their months and quarters."""
    return _forbidden_texts(table, original.dates, "a date of the original")


def days_of_the_original(table: WrittenTable, original: Original) -> list[Finding]:
    """Refuse days since time zero that are neither those of the original's patients nor planned visits."""
    if not {"patient_id", "study_day"} <= set(table.frame.columns):
        return []
    days = table.numbers("study_day")
    if not days.isna().any():
        courses = courses_of(table.frame["patient_id"], days)
        planned = set(days) <= original.planned_days and courses.total() <= original.courses.total()
        if planned or courses == original.courses:
            return []
    return [
        Finding(
            "reject",
            "study_day: patients and days of encounters aren't those of the original",
            column="study_day",
            remedy="Was it made of this original, with this plan and mapping?",
        )
    ]


AGAINST_ORIGINAL: dict[str, Callable[[WrittenTable, Original], list[Finding]]] = {
    "values_of_the_original": values_of_the_original,
    "dates_of_the_original": dates_of_the_original,
    "days_of_the_original": days_of_the_original,
}


def _forbidden_texts(table: WrittenTable, forbidden: frozenset[str], what: str) -> list[Finding]:
    findings = []
    for name in table.frame.columns:
        cells = table.frame[name]
        column = table.columns.get(name)
        texts = [text for text in cells.unique() if _telling_pieces(text, column) & forbidden]
        if texts:
            findings += table.findings(cells.isin(texts), f"{name} holds {what}", column=name)
    return findings


def _telling_pieces(text: str, column: Column | None) -> set[str]:
    """Return what of a cell would tell: no level, no answer and no short number, which stand in any original."""
    plain = text.strip().removeprefix("'").casefold()
    if column is None or not fits(text, column):
        return {plain, *_WORDS.findall(plain)}
    if column.name in PSEUDONYMS or (plain.isdigit() and len(plain) >= _DIGITS_OF_AN_ID):
        return {plain}
    return set()
