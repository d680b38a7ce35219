"""Show a value from a file so that it can do no harm where it's printed."""

from __future__ import annotations

import unicodedata

from dnoutcomes.schema.identifying_text import AS_PSEUDONYM, WHOLE_CELL, points_to

LONGEST = 40
HIDDEN = "(not shown)"
_ESCAPED = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def has_hidden_characters(text: str) -> bool:
    r"""Whether a text holds control, bidirectional or other invisible characters, line breaks and tabs aside.

    Examples
    --------
    >>> has_hidden_characters("a\x1b[2J"), has_hidden_characters("two\nlines"), has_hidden_characters("é ½")
    (True, False, False)
    """
    if text.isprintable():
        return False
    return any(unicodedata.category(sign) in _ESCAPED for sign in text if sign not in "\t\n\r")


def escape_hidden(text: str) -> str:
    r"""Write control, bidirectional and other invisible characters as escapes.

    Examples
    --------
    >>> escape_hidden("a\x1b[2J\nb")
    'a\\x1b[2J\\nb'
    """
    if text.isprintable():
        return text
    return "".join(
        sign.encode("unicode_escape").decode() if unicodedata.category(sign) in _ESCAPED else sign
        for sign in text
    )


def without_hidden(text: str) -> str:
    r"""Remove control, bidirectional and other invisible characters, line breaks and tabs aside.

    Examples
    --------
    >>> without_hidden("a\x1b[2J")
    'a[2J'
    """
    if not has_hidden_characters(text):
        return text
    return "".join(sign for sign in text if sign in "\t\n\r" or unicodedata.category(sign) not in _ESCAPED)


def quote(value: object, *, pseudonym: bool = False) -> str:
    r"""Return a value in quotes, escaped and cut to 40 characters; one that points to a person isn't shown.

    Parameters
    ----------
    value : object
    pseudonym : bool
        Whether the value stands where a pseudonym is due, so that two words are a name.

    Examples
    --------
    >>> quote("seven"), quote("a\x1b[2J"), quote("x" * 50)
    ("'seven'", "'a\\x1b[2J'", "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'")
    >>> quote("ann@example.org"), quote("Smith, Ann", pseudonym=True)
    ("'(not shown)'", "'(not shown)'")
    """
    text = str(value)
    if points_to(text, AS_PSEUDONYM if pseudonym else WHOLE_CELL):
        text = HIDDEN
    return f"'{escape_hidden(text if len(text) <= LONGEST else text[: LONGEST - 1] + '…')}'"
