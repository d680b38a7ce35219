"""Decimals that a measured number can have: what goes beyond them isn't measured, and may be a date or a code."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dnoutcomes.schema.column import Column

# Scores that somebody averages: of a day, of two weeks' diary.
MOST_SCORES = 14
# Parts of a whole that totals of items come to: a scale of 9 items from 1 to 4 has 27 in 100.
MOST_PARTS = 27
# Measurements that are taken one after the other and averaged.
MOST_MEASUREMENTS = 4


def has_decimals_of(text: str, column: Column) -> bool:
    """Whether a number has no more decimals than its column can have.

    Parameters
    ----------
    text : str
        A number as written, with a point.
    column : Column
        `step` and `decimals` count.

    Notes
    -----
    With a step, a score is a multiple of it or a mean of up to `MOST_SCORES` of them. Without one, it's a number of
    up to `decimals` decimals, a mean of up to `MOST_MEASUREMENTS` of these, or a whole number of parts of up to
    `MOST_PARTS`, as totals of items are. A mean may be rounded at any decimal.

    Examples
    --------
    >>> pain = Column("pain_nrs", "number", "encounter", "", step=1)
    >>> [has_decimals_of(text, pain) for text in ("6", "6.5", "6.33", "6.66666666666667", "6.240628", "6.28")]
    [True, True, True, True, False, False]
    >>> walk = Column("tug", "number", "encounter", "")
    >>> [has_decimals_of(text, walk) for text in ("8.27", "8.275", "8.1719532800")]
    [True, True, False]
    """
    number = Decimal(text)
    exponent = number.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    n_decimals = max(0, -exponent)
    if not n_decimals:
        return True
    if column.step:
        return _is_part(number, n_decimals, Decimal(str(column.step)), range(1, MOST_SCORES + 1))
    unit = Decimal(1).scaleb(-column.decimals)
    return (
        n_decimals <= column.decimals
        or _is_part(number, n_decimals, unit, range(2, MOST_MEASUREMENTS + 1))
        or _is_part(number, n_decimals, Decimal(1), range(2, MOST_PARTS + 1))
    )


def _is_part(number: Decimal, n_decimals: int, step: Decimal, n_parts: Iterable[int]) -> bool:
    """Whether a number is a multiple of a step's n-th part, rounded to its decimals, for one of some n."""
    # Numbers are kept with about fifteen digits, so that their last decimals are never exact.
    half = Decimal("0.500001").scaleb(-min(n_decimals, 12))
    parts = (step / n for n in n_parts)
    return any(abs(number - (number / part).to_integral_value() * part) <= half for part in parts)
