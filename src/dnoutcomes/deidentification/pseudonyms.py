"""New names for patients, sites, therapists and episodes, drawn from the operating system's randomness."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Set

# Neither vowels, so that no word comes up, nor digits, so that no spreadsheet takes one for a number or a date.
_LETTERS = "BCDFGHJKMNPQRSTVWXZ"
_LENGTH = 8


def draw_pseudonyms(originals: Iterable[str], letter: str, taken: Set[str] = frozenset()) -> dict[str, str]:
    """Draw a pseudonym for each of some names; nothing about a name or its place goes into it.

    Parameters
    ----------
    originals : iterable of str
        The names, each once.
    letter : str
        First letter of the pseudonyms, which says what they stand for.
    taken : set of str
        Texts that no pseudonym may equal.

    Returns
    -------
    dict of str to str
        Original to pseudonym, one to one.

    Examples
    --------
    >>> drawn = draw_pseudonyms(["Smith", "Jones"], "P")
    >>> len(set(drawn.values())), all(is_pseudonym(text, "P") for text in drawn.values())
    (2, True)
    """
    drawn: dict[str, str] = {}
    used = set(taken)
    for original in originals:
        pseudonym = _draw(letter)
        while pseudonym in used:
            pseudonym = _draw(letter)
        used.add(pseudonym)
        drawn[original] = pseudonym
    return drawn


def is_pseudonym(text: str, letter: str) -> bool:
    """Whether a text has the form of a pseudonym.

    Examples
    --------
    >>> is_pseudonym("P-BCDFGHJK", "P"), is_pseudonym("P0001", "P"), is_pseudonym("S-BCDFGHJK", "P")
    (True, False, False)
    """
    return re.fullmatch(f"{letter}-[{_LETTERS}]{{{_LENGTH}}}", text) is not None


def _draw(letter: str) -> str:
    return f"{letter}-{''.join(secrets.choice(_LETTERS) for _ in range(_LENGTH))}"
