"""Whether a cell is what its column may hold, and what it looks like where it isn't."""

from __future__ import annotations

import re
from datetime import datetime

from dnoutcomes.deidentification.allowed import PSEUDONYMS
from dnoutcomes.deidentification.pseudonyms import is_pseudonym
from dnoutcomes.outcomes.rejects import spreadsheet_safe
from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.date_cells import date_reader
from dnoutcomes.readers.quote import has_hidden_characters
from dnoutcomes.schema import Column
from dnoutcomes.schema.identifying_text import AS_PSEUDONYM, WHOLE_CELL, points_to

# No number begins with a zero that says nothing: 010203 may be a day.
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?(e[+-]\d+)?", re.ASCII)
_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
# Kinds of the reader of dates for texts that are no date.
_NO_DATE = ("blank", "not_a_date", "missing_word", "missing_reason", "declared_code")
_read_date = date_reader(Rules())
# A date written without marks, as it would stand in the digits of a number.
_DAY_DIGITS = re.compile(r"\d{8}", re.ASCII)
_DAY_FORMS = ("%Y%m%d", "%d%m%Y", "%m%d%Y")
_DAY_YEARS = range(1900, 2100)


def fits(text: str, column: Column) -> bool:
    """Whether a text is a value that a column may hold, or empty.

    Examples
    --------
    >>> pain = Column("pain_nrs", "number", "encounter", "", minimum=0, maximum=10)
    >>> [fits(text, pain) for text in ("7.5", "", "11", "2026-01-05", " 7")]
    [True, True, False, False, False]
    """
    if not text:
        return True
    if column.name in PSEUDONYMS:
        return is_pseudonym(text, PSEUDONYMS[column.name])
    if column.type == "yes_no":
        return text in ("yes", "no")
    if column.is_number:
        form = _WHOLE if column.type == "integer" else _NUMBER
        return form.fullmatch(text) is not None and column.holds(float(text))
    return text in {spreadsheet_safe(level) for level in column.levels}


def looks_like(text: str, column: Column | None = None) -> str:
    r"""Say in words what a text looks like that doesn't fit.

    Examples
    --------
    >>> looks_like("5 Jan 2026"), looks_like("ann@example.org"), looks_like("=1+1"), looks_like("a\x1b[2J")
    ('a date', 'an e-mail address', 'a formula', 'text with hidden characters')
    """
    kinds = AS_PSEUDONYM if column is not None and column.name in PSEUDONYMS else WHOLE_CELL
    kind = points_to(text, kinds)
    if kind:
        return kind
    if _read_date(text).kind not in _NO_DATE:
        return "a date"
    if spreadsheet_safe(text) != text:
        return "a formula"
    if has_hidden_characters(text):
        return "text with hidden characters"
    if column is not None and column.name in PSEUDONYMS:
        return "a name that no export has given"
    return "a number" if _NUMBER.fullmatch(text) else "text"


def hides_a_date(text: str) -> bool:
    """Whether all digits of a number before its point, or all behind it, are those of a day.

    Longer runs of digits are left alone: among many quotients of fifteen digits some begin like a day by chance.

    Examples
    --------
    >>> [hides_a_date(text) for text in ("6.20240628", "20240628", "6.28062024", "6.25", "3.33333333")]
    [True, True, True, False, False]
    """
    return any(_DAY_DIGITS.fullmatch(part) and _is_day(part) for part in text.removeprefix("-").split("."))


def _is_day(digits: str) -> bool:
    for form in _DAY_FORMS:
        try:
            day = datetime.strptime(digits, form)
        except ValueError:
            continue
        if day.year in _DAY_YEARS:
            return True
    return False
