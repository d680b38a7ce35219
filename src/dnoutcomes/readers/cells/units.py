"""Bring a site's numbers to the unit and scale of the schema, as the caller states them."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from dnoutcomes.errors import DataError
from dnoutcomes.readers.cells.parsed_column import ParsedColumn
from dnoutcomes.schema import Column

_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|to|,|\.\.)\s*(-?\d+(?:\.\d+)?)\s*")


def convert_numbers(parsed: ParsedColumn, multiply: float, add: float) -> ParsedColumn:
    """Return the column with every number multiplied, then added to; 12 significant digits are kept.

    Rounding there makes 70 on a scale to 100 exactly 7, and not 7.000000000000001.
    """
    cells = tuple(
        cell._replace(value=float(f"{cell.value * multiply + add:.12g}"))
        if isinstance(cell.value, float)
        else cell
        for cell in parsed.cells
    )
    return replace(parsed, cells=cells)


def scale_factors(column: Column, scale: str) -> tuple[float, float]:
    """Return what to multiply by and to add so that a stated range becomes the column's own.

    Examples
    --------
    >>> pain = Column("pain_nrs", "number", "encounter", "", minimum=0, maximum=10)
    >>> scale_factors(pain, "0-100")
    (0.1, 0.0)
    """
    match = _RANGE.fullmatch(scale)
    if match is None:
        raise DataError(f'scale: {column.name} needs a range such as "0-100", got {scale!r}')
    low, high = float(match[1]), float(match[2])
    if not low < high or math.isinf(column.minimum) or math.isinf(column.maximum):
        raise DataError(
            f"scale: {column.name} can't be brought from {scale!r} to {column.range_label or 'an open range'}"
        )
    multiply = (column.maximum - column.minimum) / (high - low)
    return multiply, column.minimum - low * multiply
