"""HeaderName: what the name of a column says, with the range and the unit that it may bear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dnoutcomes.readers.header_names import canonical_name
from dnoutcomes.starting.vocabulary import column_meant, fold_word, unit_words, visual_analogue_words

_RANGE = re.compile(r"(?<![\d.,])(\d{1,3})\s*(?:-|–|—|\.\.|\bto\b|\bbis\b|\ba\b|\bà\b)\s*(\d{1,3})(?![\d.,])")


@dataclass(frozen=True)
class HeaderName:
    """What the name of a column says.

    Attributes
    ----------
    column : str
        Column of the schema that it means; empty where none is known.
    scale : str
        Range that stands in it: "0-100".
    unit : str
        Unit that stands in it: "years".
    is_visual_analogue : bool
        It says that pain was marked on a line, or asked for in numbers: not which.
    is_exact : bool
        The schema itself has this name, unit included.
    """

    column: str = ""
    scale: str = ""
    unit: str = ""
    is_visual_analogue: bool = False
    is_exact: bool = False


@lru_cache(maxsize=4096)
def read_header_name(name: str) -> HeaderName:
    """Read the name of a column, in any of the languages.

    Examples
    --------
    >>> read_header_name("Schmerz NRS (0-10)")
    HeaderName(column='pain_nrs', scale='0-10', unit='', is_visual_analogue=False, is_exact=False)
    >>> read_header_name("Krankheitsdauer [Jahre]").unit, read_header_name("EVA").is_visual_analogue
    ('years', True)
    """
    whole = column_meant(name)
    if whole:
        return HeaderName(whole, is_exact=canonical_name(name) is not None)
    if fold_word(name) in visual_analogue_words():
        return HeaderName(is_visual_analogue=True)
    match = _RANGE.search(name)
    scale = f"{match[1]}-{match[2]}" if match and int(match[1]) < int(match[2]) else ""
    rest = _RANGE.sub(" ", name) if scale else name
    words = [word for word in fold_word(rest).split("_") if word]
    unit = ""
    if len(words) > 1 and words[-1] in unit_words():
        unit = unit_words()[words.pop()]
    if words and words[-1] in ("in", "en", "pts", "points", "punkte", "puntos") and len(words) > 1:
        words.pop()
    stem = "_".join(words)
    return HeaderName(column_meant(stem), scale, unit, stem in visual_analogue_words())
