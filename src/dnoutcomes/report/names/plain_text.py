"""Text from data, made harmless for any output: what can't be seen or would move its surroundings is marked."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dnoutcomes.language import say

REPLACEMENT = "\ufffd"
# Spanish says "e" and not "y" before the sound of i: "e idiopática", but "y hielo".
_BEGINS_WITH_I = re.compile(r"\W*h?[ií](?![aeiouáéó])", re.IGNORECASE)


def plain_text(text: object) -> str:
    r"""Return text in which control, direction and other invisible characters are replaced by a visible mark.

    White space of any kind becomes a space. Nothing else changes; escaping is the business of each format.

    Examples
    --------
    >>> plain_text("a\x1b[31mred\u202e"), plain_text("two\nlines")
    ('a�[31mred�', 'two lines')
    """
    return "".join(map(_shown, str(text)))


# A report asks this of half a million characters, of which it has a hundred different ones.
@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return REPLACEMENT if unicodedata.category(character).startswith("C") else character


def join_words(items: list[str] | tuple[str, ...], *, choice: bool = False) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> join_words(["age", "sex", "site"]), join_words(["age"])
    ('age, sex and site', 'age')
    >>> join_words(["30 %", "50 %"], choice=True)
    '30 % or 50 %'
    """
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    first, last = ", ".join(items[:-1]), items[-1]
    if choice:
        return say("{first} or {last}", first=first, last=last)
    if _BEGINS_WITH_I.match(last):
        return say("{first} and {last}", context="before i", first=first, last=last)
    return say("{first} and {last}", first=first, last=last)


def sentence(text: str) -> str:
    """Start with a capital letter.

    Examples
    --------
    >>> sentence("pain was lower.")
    'Pain was lower.'
    """
    return text[:1].upper() + text[1:]
