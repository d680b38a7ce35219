"""Scores with more decimals than the instrument can have: a date, a code or another number may stand in them."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema.decimals import MOST_SCORES, has_decimals_of

_REMEDY = (
    "Compare them with the record: are they scores? Round them to the decimals that were measured, or declare the "
    "instrument with its step. deidentify refuses them."
)


def score_decimals(context: Context) -> list[Finding]:
    """Say which scores are neither the instrument's nor a mean of some; those on another scale aren't judged."""
    findings = []
    for parsed in context.number_columns:
        if not parsed.column.step or {parsed.name} & {*context.mapping.scale, *context.mapping.units}:
            continue
        rows = parsed.rows_where(_is_beyond(parsed)) & context.live
        message = (
            f"{parsed.name}: {int(rows.sum())} scores have more decimals than a score or a mean of up to "
            f"{MOST_SCORES}; they're read as they stand"
        )
        findings += context.findings("warn", rows, message, parsed.name, remedy=_REMEDY)
    return findings


def _is_beyond(parsed: ParsedColumn) -> list[bool]:
    return [
        isinstance(cell.value, float) and not has_decimals_of(f"{cell.value:.15g}", parsed.column)
        for cell in parsed.cells
    ]
