"""Columns and levels of the data in prose."""

from __future__ import annotations

from dnoutcomes.report.words.plain_text import plain_text

COLUMN_WORDS = {
    "baseline": "score at the start",
    "duration_months": "duration, months",
    "site_id": "site",
    "age": "age, years",
    "nerve_status": "state of the nerve",
    "therapist_id": "therapist",
}
LEVEL_WORDS = {"True": "yes", "False": "no", "F": "female", "M": "male", "X": "other", "U": "unknown"}


def column_words(column: object, *, unit: bool = True) -> str:
    """Name a column for readers.

    Examples
    --------
    >>> column_words("duration_months"), column_words("duration_months", unit=False), column_words("pain_area")
    ('duration, months', 'duration', 'pain area')
    """
    words = COLUMN_WORDS.get(str(column), plain_text(column).replace("_", " "))
    return words if unit or str(column) not in COLUMN_WORDS else words.split(",")[0]


def level_words(level: object) -> str:
    """Name a level of a factor for readers.

    Examples
    --------
    >>> level_words("F"), level_words("compressed_irritated")
    ('female', 'compressed irritated')
    """
    return LEVEL_WORDS.get(str(level), plain_text(level).replace("_", " "))
