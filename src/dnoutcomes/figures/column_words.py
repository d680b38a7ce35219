"""Columns of the data and their levels in the words of readers."""

from __future__ import annotations

from collections.abc import Iterable

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import say, say_term, term

# What is called by its name in English is here too, so that it can be called something else in another language.
COLUMN_WORDS = {
    "baseline": term("score at the start"),
    "duration_months": term("duration"),
    "site_id": term("site"),
    "age": term("age"),
    "nerve_status": term("state of the nerve"),
    "therapist_id": term("therapist"),
    "arm": term("arm"),
    "cause": term("cause"),
    "cause_detail": term("cause detail"),
    "cause_confirmed": term("cause confirmed"),
    "index_year": term("index year"),
    "birth_year": term("birth year"),
    "sex": term("sex"),
    "height_cm": term("height cm"),
    "weight_kg": term("weight kg"),
    "allocation": term("allocation"),
    "severity": term("severity"),
    "sensory": term("sensory"),
    "motor": term("motor"),
    "autonomic": term("autonomic"),
    "affected_sites": term("affected sites"),
    "expectation": term("expectation"),
    "anticoagulant": term("anticoagulant"),
    "pacemaker": term("pacemaker"),
    "skin_ulcer": term("skin ulcer"),
    "lymphoedema": term("lymphoedema"),
    "opioid": term("opioid"),
    "gabapentinoid": term("gabapentinoid"),
    "snri": term("snri"),
    "tca": term("tca"),
    "prior_treatments": term("prior treatments"),
    "end_reason": term("end reason"),
    "phase": term("phase"),
    "status": term("status"),
    "needled": term("needled"),
    "rescue": term("rescue"),
    "discontinued": term("discontinued"),
    "ae_any": term("ae any"),
    "ae_serious": term("ae serious"),
    "on_chemo": term("on chemo"),
    "chemo_agent": term("chemo agent"),
    "chemo_cycle": term("chemo cycle"),
    "hba1c": term("hba1c"),
}
COLUMN_UNITS = {"duration_months": term("months"), "age": term("years")}
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
    if name in INSTRUMENTS:
        return say_term(INSTRUMENTS[name].label)
    if name not in COLUMN_WORDS:
        return name.replace("_", " ")
    words = say_term(COLUMN_WORDS[name])
    if not unit or name not in COLUMN_UNITS:
        return words
    return say("{column}, {unit}", column=words, unit=say_term(COLUMN_UNITS[name]))


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
