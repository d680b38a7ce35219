"""Rows that repeat another row in every column."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding


def duplicate_rows(context: Context) -> list[Finding]:
    """Keep one of several identical rows, and say how many repeat it."""
    raw = context.table.raw
    lines = raw.source_rows[raw.repeats]
    rows = np.isin(context.source_rows, lines)
    return context.findings(
        "warn",
        rows,
        f"rows that repeat another one in every column ({len(lines)}): one of each is kept",
        remedy="If the same thing really happened twice, tell the rows apart in the file.",
        sets_aside="duplicate",
        of_one_row="repeats another row in every column: one of each is kept",
    )
