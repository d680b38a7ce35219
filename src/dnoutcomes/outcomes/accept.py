"""Accept the rows of a file that can be used, and say of all others what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dnoutcomes.checks import (
    CELL_CHECKS,
    HEADER_CHECKS,
    RECORD_CHECKS,
    Context,
    RecordContext,
    run_cell_checks,
    run_header_checks,
    run_record_checks,
)
from dnoutcomes.checks.losses import losses
from dnoutcomes.checks.patient_facts import carry_within_patients
from dnoutcomes.checks.study_time import DAY_COLUMNS, days_since_time_zero
from dnoutcomes.checks.timeline import timeline_of
from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.outcomes.columns import (
    columns_left_out,
    declared_causes,
    declared_columns,
    read_columns,
    wanted_columns,
)
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.outcomes.settle import build_records, patients_without_records, rows_of_file
from dnoutcomes.outcomes.time_zero import keep_time_zero
from dnoutcomes.readers import RawTable, SiteMapping
from dnoutcomes.readers.finding import Finding, data_error, issues_frame, rejects_frame
from dnoutcomes.readers.mapped_table import MappedTable, map_table
from dnoutcomes.schema import ARMS

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan


def accept(raw: RawTable, site: SiteMapping, plan: Plan | None, outcome: str) -> Outcomes:
    """Read the cells of a file, run all checks, and make records of the rows that are left.

    Parameters
    ----------
    raw : RawTable
    site : SiteMapping
        What the caller says of the file.
    plan : Plan, optional
    outcome : str
        Column of the outcome.

    Returns
    -------
    Outcomes

    Raises
    ------
    DataError
        The file can mean two things or can't be used; raised after each kind of checks, with all findings so far.
    """
    table = map_table(raw, site, wanted_columns(plan), declared_columns(site, plan))
    findings = [*raw.findings, *table.findings, *run_header_checks(HEADER_CHECKS, table, outcome)]
    raise_if_grave(findings, raw)
    context = context_of(table, site, plan, outcome)
    context = replace(context, columns=carry_within_patients(context))
    of_cells, live, blanked = run_cell_checks(CELL_CHECKS, context)
    findings += of_cells
    raise_if_grave(findings, raw)
    context = replace(context, live=live)
    if not live.any():
        raise data_error([*findings, _no_rows(findings)], raw.source.name)
    findings += losses(context, of_cells)
    raise_if_grave(findings, raw)
    records, moved = keep_time_zero(build_records(context, blanked), context, of_cells)
    findings += moved
    findings += run_record_checks(RECORD_CHECKS, record_context(records, context, plan, site))
    raise_if_grave(findings, raw)
    return _outcomes(records, findings, context, columns_left_out(table))


def _outcomes(
    records: pd.DataFrame, findings: list[Finding], context: Context, left_out: dict[str, str]
) -> Outcomes:
    site = context.mapping
    source = replace(
        context.table.raw.source,
        n_records=len(records),
        n_duplicates=sum(
            len(finding.source_rows) for finding in findings if finding.sets_aside == "duplicate"
        ),
    )
    return Outcomes(
        records,
        rejects_frame(findings),
        issues_frame(findings),
        source,
        context.outcome,
        context.time_column,
        context.arms,
        patients_without_records(records, context),
        left_out,
        rows_of_file(context),
        tuple(findings),
        tuple(name for name in site.instruments if name in records.columns and records[name].notna().any()),
        site.confirmed,
        site.same_day,
    )


def context_of(table: MappedTable, site: SiteMapping, plan: Plan | None, outcome: str) -> Context:
    """Read the cells of a table, as they stand."""
    columns = read_columns(table, site, plan)
    if site.day_zero == "day_1":
        columns |= {name: days_since_time_zero(columns[name]) for name in DAY_COLUMNS if name in columns}
    time_column = next(name for name in ("session_date", "study_day", "study_week") if name in columns)
    cutoff = data_cutoff(plan)
    return Context(
        table=table,
        columns=columns,
        live=np.ones(len(table.frame), dtype=bool),
        outcome=outcome,
        time_column=time_column,
        arms=plan.arms if plan else ARMS,
        causes_declared=declared_causes(site, plan) is not None,
        cutoff=cutoff,
        timeline=timeline_of(columns["patient_id"], columns[time_column], cutoff),
        mapping=site,
    )


def record_context(
    records: pd.DataFrame, context: Context, plan: Plan | None, site: SiteMapping
) -> RecordContext:
    """Return what the checks of accepted records may look at."""
    return RecordContext(
        records,
        context.outcome,
        context.time_column,
        context.arms,
        declared_causes(site, plan),
        context.cutoff,
        plan.small_groups if plan else SmallGroups(),
        plan.clusters if plan else None,
    )


def data_cutoff(plan: Plan | None) -> date:
    """Return the last day that a record may bear: the plan's, or today."""
    return plan.data_cutoff if plan and plan.data_cutoff else date.today()


def _no_rows(findings: list[Finding]) -> Finding:
    """Say that nothing is left, with the reasons that set most rows aside."""
    reasons: dict[str, int] = {}
    for finding in findings:
        if finding.sets_aside == "row":
            reasons[finding.message] = reasons.get(finding.message, 0) + len(finding.source_rows)
    most = sorted(reasons.items(), key=lambda reason_and_count: -reason_and_count[1])[:3]
    counts = "; ".join(f"{reason} ({n} rows)" for reason, n in most)
    return Finding("reject", f"no row can be used{': ' + counts if counts else ''}", check="no_rows")


def raise_if_grave(findings: list[Finding], raw: RawTable) -> None:
    """Raise the error that names all findings, where one of them stands in the way."""
    if any(finding.severity in ("ask", "reject") for finding in findings):
        raise data_error(findings, raw.source.name)
