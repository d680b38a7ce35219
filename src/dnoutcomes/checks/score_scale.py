"""Numbers of another scale or unit than the column's."""

from __future__ import annotations

import math

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding

# One or two slips are faulty rows; several scores of a 0-10 column well past its end are another scale.
_LEAST_ROWS = 2
_LEAST_SHARE = 0.1
# In any other column only numbers that mostly miss its range are.
_MOST = 0.5


def looks_like_another_scale(parsed: ParsedColumn, rows: Mask) -> bool:
    """Whether several scores of a 0-10 column lie well past 10 and none past 100, or most numbers miss the range."""
    numbers = parsed.numbers()[rows]
    numbers = numbers[~np.isnan(numbers)]
    outside = (numbers < parsed.column.minimum) | (numbers > parsed.column.maximum)
    n = int(outside.sum())
    if n < _LEAST_ROWS:
        return False
    if parsed.column.maximum == 10 and parsed.column.minimum == 0:
        past = int((numbers > 10).sum())
        return bool(past >= max(_LEAST_ROWS, _LEAST_SHARE * len(numbers)) and 20 < numbers.max() <= 100)
    return math.isfinite(parsed.column.maximum) and n > max(_LEAST_ROWS, _MOST * len(numbers))


def score_scale(context: Context) -> list[Finding]:
    """Ask for the scale; nothing is divided by ten by itself."""
    found = []
    for parsed in context.number_columns:
        if looks_like_another_scale(parsed, context.live):
            numbers = parsed.numbers()
            rows = (numbers < parsed.column.minimum) | (numbers > parsed.column.maximum)
            live = numbers[context.live]
            found += context.found(
                "ask",
                rows,
                f"{parsed.name} runs from {np.nanmin(live):g} to {np.nanmax(live):g}, its range is "
                f"{parsed.column.range_label}: is it another scale, such as 0-100, or another unit?",
                parsed.name,
                remedy=f'If all of it is, pass scale={{"{parsed.name}": "0-100"}}, or the unit in a mapping under '
                "[units]; if it holds both, correct the file.",
            )
    return found
