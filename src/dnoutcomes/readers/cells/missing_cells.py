"""Tell cells that hold no value from those that do."""

from __future__ import annotations

from dnoutcomes.readers.cells.cell import Cell, Rules
from dnoutcomes.schema import MISSING_REASONS, MISSING_WORDS


def missing_cell(text: str, rules: Rules) -> Cell | None:
    """Return the cell where a text says that there is no value, else None.

    Examples
    --------
    >>> missing_cell("None", Rules()).kind, missing_cell("NASK", Rules()).kind, missing_cell("7", Rules())
    ('missing_word', 'missing_reason', None)
    >>> missing_cell("-99.0", Rules(missing_codes=(-99,))).kind
    'declared_code'
    """
    text = text.strip()
    if not text:
        return Cell(None, "blank")
    if is_declared(text, rules):
        return Cell(None, "declared_code")
    if text.casefold() in MISSING_WORDS:
        return Cell(None, "missing_word")
    if text.upper() in MISSING_REASONS:
        return Cell(None, "missing_reason")
    return None


def is_declared(text: str, rules: Rules) -> bool:
    """Whether the caller declared a text to mean missing; numbers are compared as numbers."""
    for code in rules.missing_codes:
        if text == str(code):
            return True
        try:
            if float(text) == float(code):
                return True
        except ValueError:
            continue
    return False
