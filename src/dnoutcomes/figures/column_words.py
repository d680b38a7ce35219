"""Columns of the data and their levels in the words of readers, as the schema has them."""

from __future__ import annotations

from collections.abc import Iterable

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import say, say_term, term
from dnoutcomes.schema import COLUMNS, Column

# The baseline is derived and has no column.
BASELINE_WORDS = term("score at the start")
YES, NO = "True", "False"
YES_NO_WORDS = {YES: term("yes"), NO: term("no")}
# Levels that a factor has where causes were joined or values weren't recorded, whichever column it comes from.
DERIVED_LEVELS = (term("other"), term("all causes"), term("not recorded"))


def column_words(column: object, *, unit: bool = True) -> str:
    """Name a column for readers.

    Examples
    --------
    >>> column_words("duration_months"), column_words("duration_months", unit=False), column_words("pain_area")
    ('duration, months', 'duration', 'pain area')
    """
    name = str(column)
    if name == "baseline":
        return say_term(BASELINE_WORDS)
    if name in INSTRUMENTS:
        return say_term(INSTRUMENTS[name].label)
    entry = _column(name)
    if entry is None or not entry.label:
        return name.replace("_", " ")
    words = say_term(entry.label)
    if not unit or not entry.unit:
        return words
    return say("{column}, {unit}", column=words, unit=say_term(entry.unit))


def level_words(level: object, column: str = "") -> str:
    """Name a level of a factor for readers.

    Parameters
    ----------
    level : object
        A name, or True or False.
    column : str
        Whose level it is. Where several columns go together, of whichever column of the schema has it.

    Examples
    --------
    >>> level_words("F", "sex"), level_words("F", "cause"), level_words("compressed_irritated")
    ('female', 'F', 'compressed or irritated')
    """
    name = str(level)
    if name in YES_NO_WORDS:
        return say_term(YES_NO_WORDS[name])
    owner = _column(column) if column else None
    entries = ([owner] if owner else []) if column else COLUMNS.values()
    for entry in entries:
        if name in entry.level_words:
            return say_term(entry.level_words[name], entry.name)
    spaced = name.replace("_", " ")
    return say_term(spaced) if spaced in DERIVED_LEVELS else spaced


def characteristic_words(column: object, level: str = "", *, adjusted: bool = True) -> str:
    """Name a characteristic in a list of them: a column, or one level of it, and whether it wasn't adjusted for.

    Examples
    --------
    >>> characteristic_words("sex", "F"), characteristic_words("age", adjusted=False)
    ('sex: female', 'age (not adjusted for)')
    """
    words = column_words(column, unit=False)
    if level:
        words = say("{covariate}: {level}", covariate=words, level=level_words(level, str(column)))
    return words if adjusted else say("{characteristic} (not adjusted for)", characteristic=words)


def is_yes_or_no(levels: Iterable[object]) -> bool:
    """Whether a factor has no levels but yes and no, so that one of them says all.

    Examples
    --------
    >>> is_yes_or_no([False, True]), is_yes_or_no(["True", "False", "not recorded"])
    (True, False)
    """
    return {str(level) for level in levels} == {YES, NO}


def _column(name: str) -> Column | None:
    """The column of this name; not one that has it as another name, which may be a covariate of the site's."""
    return COLUMNS[name] if name in COLUMNS and COLUMNS[name].name == name else None
