"""Values that look like a direct identifier in a column that shouldn't hold one."""

from __future__ import annotations

import re
from collections.abc import Callable

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_SSN = re.compile(r"\b(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}\b")
_PHONE = re.compile(r"\+\d{1,3}[\s\-/().]*\d[\d\s\-/().]{6,}|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_NHS = re.compile(r"\d{3}[ -]\d{3}[ -]\d{4}")
_PERSON = re.compile(r"[^\W\d_]{2,}(, ?| )[^\W\d_]{2,}( [^\W\d_]+)?")


def identifying_values(context: Context) -> list[Finding]:
    """Warn of ids and texts that look like a social security number, an address of a person or a name."""
    found = []
    for parsed in context.columns.values():
        if parsed.column.type != "text" or not parsed.column.kept:
            continue
        patterns = _PATTERNS if parsed.name in ("patient_id", "therapist_id") else _PATTERNS[:2]
        for looks_like, what in patterns:
            rows = parsed.rows_where(looks_like(text.strip()) for text in parsed.texts) & context.live
            if rows.any():
                found.append(
                    Finding(
                        "warn",
                        f"{parsed.name} looks like {what} in {int(rows.sum())} rows (values not shown)",
                        column=parsed.name,
                        remedy="Use a pseudonym instead.",
                        source_rows=context.source_rows[rows],
                    )
                )
                break
    return found


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


_PATTERNS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda text: bool(_EMAIL.search(text)), "an e-mail address"),
    (lambda text: bool(_SSN.search(text)), "a social security number"),
    (is_nhs_number, "an NHS number"),
    (lambda text: bool(_PHONE.fullmatch(text)), "a telephone number"),
    (lambda text: bool(_PERSON.fullmatch(text)), "a person's name"),
)
