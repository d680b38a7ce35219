"""Words that clinics use, in several languages: names of columns, units and visits, levels, absent values."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from dnoutcomes.readers.header_names import canonical_name, fold_name

LANGUAGES = ("en", "de", "es", "fr")


def fold_word(text: str) -> str:
    """Reduce a word to what tells it from others in any spelling: no accents, case, spaces or punctuation.

    Examples
    --------
    >>> fold_word(" Fecha de Sesión "), fold_word("Größe"), fold_word("k.A.")
    ('fecha_de_sesion', 'grosse', 'k_a')
    """
    apart = unicodedata.normalize("NFKD", fold_name(text))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@cache
def read_words(name: str) -> dict[str, Any]:
    """Return a table of words of this room, by the name of its file."""
    content = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


def words_of(by_language: dict[str, list[str]]) -> Iterable[str]:
    """Return the folded words of an entry, of all languages."""
    return (fold_word(word) for words in by_language.values() for word in words)


@cache
def column_words() -> dict[str, str]:
    """Return folded names of columns, each with the column of the schema that it means."""
    entries = read_words("column_names")["columns"].items()
    return {word: column for column, by_language in entries for word in words_of(by_language)}


@cache
def visual_analogue_words() -> frozenset[str]:
    """Return folded names of pain on a visual analogue scale or on one from 0 to 10."""
    return frozenset(words_of(read_words("column_names")["visual_analogue"]))


@cache
def visit_column_words() -> frozenset[str]:
    """Return folded names of a column whose texts name the visit."""
    return frozenset(words_of(read_words("column_names")["visit_column"]))


@cache
def unit_words() -> dict[str, str]:
    """Return folded words for units, each with the unit that it means."""
    entries = read_words("column_names")["units"].items()
    return {fold_word(word): unit for unit, words in entries for word in words}


@cache
def visit_words() -> dict[str, str]:
    """Return folded words for times in names of columns: each means a week, day, month, visit or the start."""
    entries = read_words("column_names")["visit_words"].items()
    return {fold_word(word): unit for unit, words in entries for word in words}


def conversions_of(column: str) -> dict[str, float]:
    """Return the units in which a column may be given, each with what a number in it is multiplied by.

    Examples
    --------
    >>> conversions_of("duration_months")
    {'months': 1.0, 'years': 12.0}
    """
    table = read_words("column_names")["conversion"].get(column, {})
    return {unit: float(factor) for unit, factor in table.items()}


@cache
def level_words(column: str) -> dict[str, str]:
    """Return folded words for the levels of a column, each with the level that it means."""
    entries = read_words("level_words")["levels"].get(column, {}).items()
    return {word: level for level, by_language in entries for word in words_of(by_language)}


@cache
def yes_no_words() -> dict[str, str]:
    """Return folded words for yes and no."""
    entries = read_words("level_words")["yes_no"].items()
    return {word: answer for answer, by_language in entries for word in words_of(by_language)}


@cache
def missing_words() -> frozenset[str]:
    """Return folded texts that stand for an absent value in some language."""
    return frozenset(words_of(read_words("level_words")["missing"]))


def column_meant(name: str) -> str:
    """Return the column of the schema that a name means in some language, empty where none is known.

    Examples
    --------
    >>> column_meant("Patienten-Nr."), column_meant("Dolor"), column_meant("shoe size")
    ('patient_id', 'pain_nrs', '')
    """
    return canonical_name(name) or column_words().get(fold_word(name), "")
