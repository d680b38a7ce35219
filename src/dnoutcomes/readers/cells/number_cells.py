"""Read numbers: plain ones, and everything that looks like one and isn't."""

from __future__ import annotations

import re
import unicodedata

from dnoutcomes.readers.cells.cell import Cell, CellReader, Rules
from dnoutcomes.readers.cells.missing_cells import missing_cell

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
# Kinds of what isn't a number, the first pattern that fits.
_KINDS = (
    ("thousands", re.compile(r"[+-]?\d{1,3}([,.' ’\u00a0\u202f]\d{3})+([.,]\d+)?")),
    ("decimal_comma", re.compile(r"[+-]?\d*,\d+")),
    ("fraction", re.compile(r"\d+([.,]\d+)?\s*(/|\bof\b|\bout of\b|\bvon\b|\bsur\b)\s*\d+")),
    ("censored", re.compile(r"([<>≤≥~]|less|more|over|under|about).*\d.*|\d+([.,]\d+)?\s*\+")),
    (
        "range",
        re.compile(r"\d+([.,]\d+)?\s*(-|–|—|\.\.|…|\bto\b|\bor\b|\bbis\b|\boder\b|,|;|&)\s*\d+([.,]\d+)?"),
    ),
    ("percent", re.compile(r"[+-]?\d+([.,]\d+)?\s*%")),
)
_SIGNS = {"\u2212": "-", "\uff0d": "-", "\uff0b": "+", "\uff0e": ".", "\u066b": "."}


def number_reader(rules: Rules) -> CellReader:
    """Return the reader of a column of numbers.

    Kinds beside those of every type: "number", "other_digits" (a number in digits or signs beyond ASCII), "thousands",
    "decimal_comma", "negative_zero", "fraction", "censored", "range", "percent" and "text".

    Examples
    --------
    >>> read = number_reader(Rules())
    >>> [read(text).kind for text in ("7", "7,5", "7/10", "<1", "6-7", "70%", "seven", "٧", "1,234", "nan")]
    ['number', 'decimal_comma', 'fraction', 'censored', 'range', 'percent', 'text', 'other_digits', 'thousands',
     'missing_word']
    >>> number_reader(Rules(decimal=","))("7,5")
    Cell(value=7.5, kind='number')
    """
    groups = re.compile(
        rf"[+-]?\d{{1,3}}({re.escape(rules.thousands)}\d{{3}})+({re.escape(rules.decimal)}\d+)?"
    )

    def read(text: str) -> Cell:
        missing = missing_cell(text, rules)
        if missing is not None:
            return missing
        text = text.strip()
        plain = plain_digits(text)
        number = plain
        if rules.thousands and groups.fullmatch(plain):
            number = plain.replace(rules.thousands, "")
        if rules.decimal == ",":
            number = number.replace(".", "?").replace(",", ".")
        if _NUMBER.fullmatch(number):
            value = float(number)
            if value == 0 and number.startswith("-"):
                return Cell(0.0, "negative_zero")
            return Cell(value, "number" if plain == text else "other_digits")
        return Cell(None, unread_kind(plain))

    return read


def plain_digits(text: str) -> str:
    """Write decimal digits and signs of any script in ASCII; superscripts and fractions aren't digits.

    Examples
    --------
    >>> plain_digits("７"), plain_digits("−٣"), plain_digits("7²")
    ('7', '-3', '7²')
    """
    if text.isascii():
        return text
    return "".join(
        _SIGNS.get(sign, sign) if not sign.isdecimal() else str(unicodedata.decimal(sign)) for sign in text
    )


def unread_kind(text: str) -> str:
    """Return the kind of a text that isn't a number.

    Examples
    --------
    >>> unread_kind("7 or 8"), unread_kind(">9"), unread_kind("1 234"), unread_kind("7 out of 10")
    ('range', 'censored', 'thousands', 'fraction')
    """
    lower = text.casefold()
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(lower)), "text")
