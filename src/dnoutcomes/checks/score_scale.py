"""Scores from 0 to 100 in a column that runs from 0 to 10."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding

# One or two slips are faulty rows; several scores well past the end are another scale.
_LEAST_ROWS = 2
_LEAST_SHARE = 0.1


def looks_like_another_scale(parsed: ParsedColumn, rows: Mask) -> bool:
    """Whether several scores of a 0-10 column lie well past 10 and none past 100."""
    if parsed.column.maximum != 10 or parsed.column.minimum != 0:
        return False
    numbers = parsed.numbers()[rows]
    numbers = numbers[~np.isnan(numbers)]
    past = numbers > 10
    n = int(past.sum())
    return bool(n >= _LEAST_ROWS and n >= _LEAST_SHARE * len(numbers) and 20 < numbers.max() <= 100)


def score_scale(context: Context) -> list[Finding]:
    """Ask for the scale; nothing is divided by ten by itself."""
    found = []
    for parsed in context.number_columns:
        if looks_like_another_scale(parsed, context.live):
            numbers = parsed.numbers()
            rows = numbers > 10
            found += context.found(
                "ask",
                rows,
                f"{parsed.name} runs to {np.nanmax(numbers[context.live]):g}, outside 0 to 10: is it a 0-100 scale?",
                parsed.name,
                remedy=f'If all of it is, pass scale={{"{parsed.name}": "0-100"}}; if it holds both, correct the file.',
            )
    return found
