"""Columns of the data and their levels in the words of readers."""

from __future__ import annotations

from collections.abc import Iterable

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import say, say_term, term
from dnoutcomes.schema import COLUMNS

# The baseline is derived and has no column.
BASELINE_WORDS = term("score at the start")
# Columns that are told with their unit; the labels of others have it in them.
WITH_UNIT = ("duration_months", "age")
YES, NO = "True", "False"
YES_NO_WORDS = {YES: term("yes"), NO: term("no")}
SEX_WORDS = {
    "F": term("female", "sex"),
    "M": term("male", "sex"),
    "X": term("other", "sex"),
    "U": term("unknown", "sex"),
}
# Levels of the schema that are called by their names in English. What isn't among them is a name from the data.
NAMED_LEVELS = (
    term("diabetic"),
    term("chemotherapy"),
    term("autoimmune"),
    term("infectious"),
    term("traumatic"),
    term("nutritional"),
    term("hereditary"),
    term("idiopathic"),
    term("mixed"),
    term("other"),
    term("not recorded"),
    term("all causes"),
    term("unknown"),
    term("clinical"),
    term("ncs"),
    term("biopsy"),
    term("lab"),
    term("randomised"),
    term("clinician"),
    term("patient choice"),
    term("waitlist"),
    term("availability"),
    term("mild"),
    term("moderate"),
    term("severe"),
    term("structural"),
    term("twice weekly"),
    term("weekly"),
    term("maintenance"),
    term("none"),
    term("exercise"),
    term("soft tissue"),
    term("cupping"),
    term("education"),
    term("pistoning"),
    term("winding"),
    term("attended"),
    term("missed"),
    term("cancelled"),
    term("telehealth"),
)

# Levels whose name would be read as another thing.
RENAMED_LEVELS = {
    "compressed_irritated": term("compressed or irritated"),
    "biweekly": term("every two weeks"),
}


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
    # Another name of a column may be that of a covariate of the site's.
    if name not in COLUMNS or COLUMNS[name].name != name or not COLUMNS[name].label:
        return name.replace("_", " ")
    words = say_term(COLUMNS[name].label)
    if not unit or name not in WITH_UNIT:
        return words
    return say("{column}, {unit}", column=words, unit=say_term(COLUMNS[name].unit))


def level_words(level: object) -> str:
    """Name a level of a factor for readers.

    Examples
    --------
    >>> level_words("F"), level_words("compressed_irritated")
    ('female', 'compressed or irritated')
    """
    name = str(level)
    if name in SEX_WORDS:
        return say_term(SEX_WORDS[name], "sex")
    if name in RENAMED_LEVELS:
        return say_term(RENAMED_LEVELS[name])
    words = YES_NO_WORDS.get(name, name.replace("_", " "))
    return say_term(words) if name in YES_NO_WORDS or words in NAMED_LEVELS else words


def is_yes_or_no(levels: Iterable[object]) -> bool:
    """Whether a factor has no levels but yes and no, so that one of them says all.

    Examples
    --------
    >>> is_yes_or_no([False, True]), is_yes_or_no(["True", "False", "not recorded"])
    (True, False)
    """
    return {str(level) for level in levels} == {YES, NO}
