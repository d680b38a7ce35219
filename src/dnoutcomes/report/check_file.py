"""check_file: whether a file can be used, and what the report of it by a plan would show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dnoutcomes.errors import DataError, DisclosureError, PlanError
from dnoutcomes.outcomes import ValidationReport, read_outcomes, validate
from dnoutcomes.outcomes.validation import issues_of
from dnoutcomes.plan import Plan
from dnoutcomes.readers.finding import Finding, issues_frame, sorted_issues
from dnoutcomes.report.outlook import CHECK, Outlook, outlook_of


@dataclass(frozen=True, eq=False, repr=False)
class FileCheck(ValidationReport):
    """Everything that was found in a file and a plan, and what the report of them would show.

    Attributes
    ----------
    issues, counts, engine
        As of `ValidationReport`.
    outlook : Outlook or None
        What the report would show and hide; None where none would be written.
    """

    outlook: Outlook | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values that JSON can hold: `verdict, summary, counts, engine, issues, outlook`."""
        return super().to_dict() | {"outlook": None if self.outlook is None else self.outlook.to_dict()}

    def __repr__(self) -> str:
        said = () if self.outlook is None else self.outlook.sentences
        return "\n".join([super().__repr__(), *said])


def check_file(
    path: str | Path | pd.DataFrame,
    mapping: str | Path | Mapping[str, Any] | None = None,
    plan: Plan | str | Path | None = None,
    *,
    audience: str = "clinic",
    quarter: str | None = None,
    **options: Any,
) -> FileCheck:
    """Say whether a file can be used and what its report would show, without raising for a faulty file or plan.

    Parameters
    ----------
    path, mapping
        As for `read_outcomes`.
    plan : Plan, str or Path, optional
        A plan, or its TOML file. Default: the one that `dnoutcomes report` goes by without one.
    audience, quarter
        As for `build_report`.
    **options
        As for `read_outcomes`.

    Returns
    -------
    FileCheck
        Its `verdict` is "ok", "warn" or "row" where `dnoutcomes report` writes a report, and `outlook` says what will
        be in it; else "ask" or "reject".

    Examples
    --------
    >>> from dnoutcomes import Plan, simulate
    >>> frame = simulate("trial", n=40).frame
    >>> check_file(frame, plan=Plan(covariates=["shoe_size"])).issues.iloc[0]["message"]
    "covariate 'shoe_size' isn't among the columns of the data."
    """
    try:
        chosen = Plan.from_toml(plan) if isinstance(plan, str | Path) else plan
        outcomes = read_outcomes(path, mapping, plan=chosen, **options)
    except (PlanError, DataError) as error:
        return FileCheck(issues_of(error))
    found = validate(outcomes, chosen)
    if found.verdict in ("ask", "reject"):
        return FileCheck(found.issues, found.counts, found.engine)
    try:
        outlook, findings = outlook_of(
            outcomes, chosen or Plan(outcome=outcomes.outcome), audience=audience, quarter=quarter
        )
    except (PlanError, DataError, DisclosureError) as error:
        return FileCheck(sorted_issues([found.issues, _refused(error)]), found.counts, found.engine)
    # Without a plan nobody asked for the visits of the default one.
    missed = issues_frame(findings if chosen else [])
    return FileCheck(sorted_issues([found.issues, missed]), found.counts, found.engine, outlook)


def _refused(error: PlanError | DataError | DisclosureError) -> pd.DataFrame:
    """Return why no report would be written, as issues."""
    if isinstance(error, DataError) and error.issues is not None:
        return error.issues
    return issues_frame([Finding("reject", str(error), remedy="No report would be written.", check=CHECK)])
