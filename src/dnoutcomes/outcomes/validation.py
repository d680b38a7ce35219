"""validate and validate_file: whether data can be used, without or with a plan to hold against them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from dnoutcomes.checks import RECORD_CHECKS, RecordContext, run_record_checks
from dnoutcomes.checks.run import add_tallies, judge_counts
from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.errors import DataError, PlanError
from dnoutcomes.outcomes.accept import data_cutoff
from dnoutcomes.outcomes.read import read_outcomes
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.outcomes.report import ValidationReport
from dnoutcomes.outcomes.stored import StoredOutcomes, count_records
from dnoutcomes.plan import Plan
from dnoutcomes.readers.finding import Finding, issues_frame, sorted_issues


def validate(outcomes: Outcomes, plan: Plan | None = None) -> ValidationReport:
    """Say whether outcomes can be used, and hold them against a plan.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`.
    plan : Plan, optional
        Its outcome, arms, declared causes, data cut-off, smallest cell and clusters are checked.

    Returns
    -------
    ValidationReport
        What was found when the file was read, and what the checks of the records find.
    """
    read_before = outcomes.issues[~outcomes.issues["check"].isin(list(RECORD_CHECKS))]
    outcome = plan.outcome if plan else outcomes.outcome
    # Records that stay in a database are counted there; a script's own check looks at their rows.
    stored = outcomes if isinstance(outcomes, StoredOutcomes) and not RECORD_CHECKS.registered() else None
    records = outcomes.records if stored is None else pd.DataFrame(columns=list(stored.column_names))
    if outcome not in records.columns:
        finding = Finding("reject", f"the records have no column {outcome}, the plan's outcome", column=outcome,
                          remedy="Pass the plan to read_outcomes.", check="missing_columns")  # fmt: skip
        issues = sorted_issues([issues_frame([finding]), read_before])
        return ValidationReport(issues, counts_of(outcomes), outcomes.engine)
    context = RecordContext(
        records,
        outcome,
        outcomes.time_column,
        plan.arms if plan else outcomes.arms,
        plan.causes if plan and "causes" in plan.model_fields_set else None,
        data_cutoff(plan),
        plan.small_groups if plan else SmallGroups(),
        plan.clusters if plan else None,
    )
    if stored is None:
        findings = run_record_checks(RECORD_CHECKS, context)
    else:
        counts = add_tallies(stored.reduce(partial(count_records, asked=context)))
        findings = judge_counts(RECORD_CHECKS, counts, context)
    return ValidationReport(
        sorted_issues([read_before, issues_frame(findings)]), counts_of(outcomes), outcomes.engine
    )


def validate_file(
    path: str | Path | pd.DataFrame,
    mapping: str | Path | Mapping[str, Any] | None = None,
    plan: Plan | str | Path | None = None,
    **options: Any,
) -> ValidationReport:
    """Say whether the rows of a file can be used, without raising for a faulty one, nor for a faulty plan.

    `dnoutcomes.check_file` also says what a report of it would show.

    Parameters
    ----------
    path, mapping
        As for `read_outcomes`.
    plan : Plan, str or Path, optional
        A plan, or its TOML file.
    **options
        As for `read_outcomes`.

    Returns
    -------
    ValidationReport
        Its `verdict` is "ok", "warn", "row", "ask" or "reject".
    """
    try:
        chosen = Plan.from_toml(plan) if isinstance(plan, str | Path) else plan
        return validate(read_outcomes(path, mapping, plan=chosen, **options), chosen)
    except (PlanError, DataError) as error:
        return ValidationReport(issues_of(error))


def issues_of(error: PlanError | DataError) -> pd.DataFrame:
    """Return what an error says of a plan, a mapping or a file, as issues."""
    if isinstance(error, PlanError):
        return issues_frame([Finding("reject", str(error), check="plan")])
    if error.issues is None:
        return issues_frame([Finding("reject", str(error), check="mapping")])
    return error.issues


def counts_of(outcomes: Outcomes) -> dict[str, int]:
    """Return how many rows were read, left out and kept; rows_read is the sum of what follows it up to records.

    A wide layout makes several records of a row, so that its counts don't add up.
    """
    return {
        "rows_read": outcomes.source.n_rows_read,
        "duplicates": outcomes.source.n_duplicates,
        "rows_set_aside": outcomes.n_rows_set_aside,
        "records": outcomes.source.n_records,
        "patients": outcomes.n_patients,
    }
