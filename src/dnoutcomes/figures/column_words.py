"""Columns of the data and their levels in the words of readers."""

from __future__ import annotations

from collections.abc import Iterable

COLUMN_WORDS = {
    "baseline": "score at the start",
    "duration_months": "duration, months",
    "site_id": "site",
    "age": "age, years",
    "nerve_status": "state of the nerve",
    "therapist_id": "therapist",
}
YES, NO = "True", "False"
LEVEL_WORDS = {YES: "yes", NO: "no", "F": "female", "M": "male", "X": "other", "U": "unknown"}


def column_words(column: object, *, unit: bool = True) -> str:
    """Name a column for readers.

    Examples
    --------
    >>> column_words("duration_months"), column_words("duration_months", unit=False), column_words("pain_area")
    ('duration, months', 'duration', 'pain area')
    """
    words = COLUMN_WORDS.get(str(column), str(column).replace("_", " "))
    return words if unit or str(column) not in COLUMN_WORDS else words.split(",")[0]


def level_words(level: object) -> str:
    """Name a level of a factor for readers.

    Examples
    --------
    >>> level_words("F"), level_words("compressed_irritated")
    ('female', 'compressed irritated')
    """
    return LEVEL_WORDS.get(str(level), str(level).replace("_", " "))


def is_yes_or_no(levels: Iterable[object]) -> bool:
    """Whether a factor has no levels but yes and no, so that one of them says all.

    Examples
    --------
    >>> is_yes_or_no([False, True]), is_yes_or_no(["True", "False", "not recorded"])
    (True, False)
    """
    return {str(level) for level in levels} == {YES, NO}
