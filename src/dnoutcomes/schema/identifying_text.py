"""Texts that point to a person, whatever column they stand in."""

from __future__ import annotations

import re
from collections.abc import Callable

# One sign before the @ is enough, and keeps the search of a long cell short.
_EMAIL = re.compile(r"[^@\s]@[^@\s]+\.[A-Za-z]{2,}")
_SSN = re.compile(r"\b(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}\b")
_PHONE = re.compile(r"\+\d{1,3}[\s\-/().]*\d[\d\s\-/().]{6,}|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_NHS = re.compile(r"\d{3}[ -]\d{3}[ -]\d{4}")
_PERSON = re.compile(r"[^\W\d_]{2,}(, ?| )[^\W\d_]{2,}( [^\W\d_]+)?")


def is_nhs_number(text: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number.

    Examples
    --------
    >>> is_nhs_number("943 476 5919"), is_nhs_number("943 476 5918")
    (True, False)
    """
    if not _NHS.fullmatch(text):
        return False
    digits = [int(sign) for sign in text if sign.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1))) % 11
    return check % 11 == digits[9] and check != 10


Kinds = tuple[tuple[Callable[[str], bool], str], ...]

# Found inside free text too.
ANYWHERE: Kinds = (
    (lambda text: bool(_EMAIL.search(text)), "an e-mail address"),
    (lambda text: bool(_SSN.search(text)), "a social security number"),
)
# The whole of a cell.
WHOLE_CELL: Kinds = (
    *ANYWHERE,
    (is_nhs_number, "an NHS number"),
    (lambda text: bool(_PHONE.fullmatch(text)), "a telephone number"),
)
# Two words are a name where a pseudonym is due; elsewhere they are most often something else.
AS_PSEUDONYM: Kinds = (*WHOLE_CELL, (lambda text: bool(_PERSON.fullmatch(text)), "a person's name"))


def points_to(text: str, kinds: Kinds = WHOLE_CELL) -> str:
    """Say what a text looks like that points to a person, or return nothing.

    Examples
    --------
    >>> points_to("ann@example.org"), points_to("P-001"), points_to("Smith, Ann", AS_PSEUDONYM)
    ('an e-mail address', '', "a person's name")
    """
    plain = text.strip()
    return next((what for looks_like, what in kinds if looks_like(plain)), "")
