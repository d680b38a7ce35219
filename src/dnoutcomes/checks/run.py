"""Run checks in their order, and keep account of what they set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from dnoutcomes.checks.check import Check
from dnoutcomes.checks.context import CellCheck, Context, HeaderCheck, RecordCheck, RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.cells import Mask
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.mapped_table import MappedTable


def run_header_checks(checks: Mapping[str, HeaderCheck], table: MappedTable, outcome: str) -> list[Finding]:
    """Return what the checks find in the column names."""
    return [
        replace(finding, check=name) for name, check in checks.items() for finding in check(table, outcome)
    ]


def run_cell_checks(
    checks: Mapping[str, CellCheck], context: Context
) -> tuple[list[Finding], Mask, dict[str, Mask]]:
    """Run the checks of the cells, each on the rows that those before it have left.

    Returns
    -------
    findings : list of Finding
    live : array of bool, shape (rows,)
        Rows that are left.
    blanked : dict of str to array of bool
        Per column, the rows whose value alone is set aside.
    """
    findings: list[Finding] = []
    blanked: dict[str, Mask] = {}
    for name, check in checks.items():
        live = context.live.copy()
        for finding in check(context):
            if finding.severity == "ask" and name in context.mapping.confirmed:
                finding = replace(
                    finding, severity="warn", message=f"{finding.message} (confirmed)", remedy=""
                )
            findings.append(replace(finding, check=name))
            positions = np.asarray(finding.positions, dtype="intp")
            if finding.sets_aside in ("row", "duplicate"):
                live[positions] = False
            elif finding.sets_aside in ("value", "column"):
                blanked.setdefault(finding.column, np.zeros(len(live), dtype=bool))[positions] = True
        context = replace(context, live=live)
    return findings, context.live, blanked


def run_record_checks(checks: Mapping[str, Check[RecordCheck]], context: RecordContext) -> list[Finding]:
    """Return what the checks find in accepted records; each is given the columns that it says it looks at.

    So a file whose other columns stay in a database gets the same verdicts as one in memory.
    """
    findings = []
    for name, check in checks.items():
        findings += [replace(finding, check=name) for finding in check(_given(check, context))]
    return findings


def count_for_checks(checks: Mapping[str, Check[RecordCheck]], context: RecordContext) -> dict[str, Tally]:
    """Return what each check counts of some records; counts of different patients add up."""
    return {
        name: check.look.count(_given(check, context))
        for name, check in checks.items()
        if isinstance(check.look, OfCounts)
    }


def add_tallies(parts: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Add up what each check counted of parts that share no patient.

    Examples
    --------
    >>> add_tallies([{"no_outcome": Counter([7])}, {"no_outcome": Counter([7, 9])}])
    {'no_outcome': Counter({7: 2, 9: 1})}
    """
    added: dict[str, Tally] = {}
    for of_part in parts:
        for name, tally in of_part.items():
            added.setdefault(name, Counter()).update(tally)
    return added


def judge_counts(
    checks: Mapping[str, Check[RecordCheck]], counts: Mapping[str, Tally], context: RecordContext
) -> list[Finding]:
    """Return what `run_record_checks` does, from counts of all records; the context's records lend their columns."""
    findings = []
    for name, check in checks.items():
        if isinstance(check.look, OfCounts):
            findings += [
                replace(finding, check=name)
                for finding in check.look.judge(counts[name], _given(check, context))
            ]
    return findings


def _given(check: Check[RecordCheck], context: RecordContext) -> RecordContext:
    """Leave a check the columns that it says it looks at."""
    columns = check.columns_among(context.records.columns, context.time_column, context.outcome)
    return replace(context, records=context.records[columns])
