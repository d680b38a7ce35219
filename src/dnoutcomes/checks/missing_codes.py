"""Numbers outside the range that look like codes for a missing value."""

from __future__ import annotations

import re

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.score_scale import looks_like_another_scale
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_CODE = re.compile(r"-?([6-9])\1{1,4}|-[6-9]")


def looks_like_code(value: float) -> bool:
    """Whether a number is one of those that people use for missing: -9, 99, 777, -888, 9999.

    Examples
    --------
    >>> [looks_like_code(value) for value in (-9, 99, 777, -3, 70)]
    [True, True, True, False, False]
    """
    return bool(_CODE.fullmatch(f"{value:g}"))


def code_rows(parsed: ParsedColumn) -> Mask:
    """Rows whose number is out of range and looks like a code."""
    return parsed.rows_where(
        isinstance(cell.value, float) and not parsed.column.holds(cell.value) and looks_like_code(cell.value)
        for cell in parsed.cells
    )


def missing_codes(context: Context) -> list[Finding]:
    """Ask whether numbers such as -99 mean missing: they're never averaged, and never dropped without a word."""
    findings = []
    for parsed in context.number_columns:
        rows = code_rows(parsed) & context.live
        if looks_like_another_scale(parsed, context.live & ~rows, context.mapping):
            rows &= parsed.numbers() > 100
        texts = [text.strip() for text in parsed.texts_in(rows)]
        if texts:
            codes = ", ".join(dict.fromkeys(texts))
            findings += context.findings(
                "ask",
                rows,
                f"{parsed.name}: {', '.join(quote(text) for text in texts[:5])} in {int(rows.sum())} rows look like "
                f"missing codes (the range is {parsed.column.range_label})",
                parsed.name,
                remedy=f"If so, pass missing_codes=[{codes}].",
            )
    return findings
