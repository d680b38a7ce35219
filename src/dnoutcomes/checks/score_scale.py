"""Numbers of another scale or unit than the column's."""

from __future__ import annotations

import math

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.cells.units import scale_factors
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.mapping import SiteMapping

# One or two slips are faulty rows; several scores of a 0-10 column well past its end are another scale.
_LEAST_ROWS = 2
_LEAST_SHARE = 0.1
# In any other column only numbers that mostly miss its range are.
_MOST = 0.5
# Beyond a scale that somebody stated, more than these are another scale.
_SLIPS = 0.05


def looks_like_another_scale(parsed: ParsedColumn, rows: Mask, mapping: SiteMapping) -> bool:
    """Whether several scores of a 0-10 column lie well past 10 and none past 100, or most numbers miss the range.

    Of a column whose scale is stated, more than a few percent beyond it are enough.
    """
    if not parsed.is_outside().any():
        return False
    numbers = parsed.numbers()[rows]
    numbers = numbers[~np.isnan(numbers)]
    outside = (numbers < parsed.column.minimum) | (numbers > parsed.column.maximum)
    n = int(outside.sum())
    if n < _LEAST_ROWS:
        return False
    if parsed.name in mapping.scale:
        return n > _SLIPS * len(numbers)
    if parsed.column.maximum == 10 and parsed.column.minimum == 0:
        past = int((numbers > 10).sum())
        return bool(past >= max(_LEAST_ROWS, _LEAST_SHARE * len(numbers)) and 20 < numbers.max() <= 100)
    return math.isfinite(parsed.column.maximum) and n > max(_LEAST_ROWS, _MOST * len(numbers))


def score_scale(context: Context) -> list[Finding]:
    """Ask for the scale; nothing is divided by ten by itself, and what is beyond a stated scale isn't set aside."""
    findings = []
    for parsed in context.number_columns:
        if looks_like_another_scale(parsed, context.live, context.mapping):
            numbers = parsed.numbers()
            rows = (numbers < parsed.column.minimum) | (numbers > parsed.column.maximum)
            stated = parsed.name in context.mapping.scale
            message, remedy = (_beyond_the_stated if stated else _of_another_scale)(parsed, context)
            findings += context.findings("ask", rows, message, parsed.name, remedy=remedy)
    return findings


def _of_another_scale(parsed: ParsedColumn, context: Context) -> tuple[str, str]:
    numbers = parsed.numbers()[context.live]
    return (
        f"{parsed.name} runs from {np.nanmin(numbers):g} to {np.nanmax(numbers):g}, its range is "
        f"{parsed.column.range_label}: is it another scale, such as 0-100, or another unit?",
        f'If all of it is, pass scale={{"{parsed.name}": "0-100"}}, or the unit in a mapping under '
        "[units]; if it holds both, correct the file.",
    )


def _beyond_the_stated(parsed: ParsedColumn, context: Context) -> tuple[str, str]:
    stated = context.mapping.scale[parsed.name]
    numbers = parsed.numbers()[context.live]
    n = int(((numbers < parsed.column.minimum) | (numbers > parsed.column.maximum)).sum())
    multiply, add = scale_factors(parsed.column, stated)
    low, high = ((end(numbers) - add) / multiply for end in (np.nanmin, np.nanmax))
    return (
        f"{parsed.name} runs from {low:.6g} to {high:.6g}, and its scale is stated as {stated}: {n} of "
        f"{int((~np.isnan(numbers)).sum())} scores lie beyond it",
        "State the scale that all of them have, or correct the file; numbers that mean missing are named by "
        "missing_codes.",
    )
