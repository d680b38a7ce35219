"""check_deidentified: whether anything in a table points to a person, and how many patients stand alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dnoutcomes.deidentification.against_original import AGAINST_ORIGINAL
from dnoutcomes.deidentification.alone import patients_alone
from dnoutcomes.deidentification.original import Original, original_of
from dnoutcomes.deidentification.table_checks import TABLE_CHECKS
from dnoutcomes.deidentification.written import Written, read_written, written_frame
from dnoutcomes.outcomes import Outcomes, read_outcomes
from dnoutcomes.readers.finding import Finding, issues_frame

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class DeidentificationCheck:
    """What was found in a table that is to be given away.

    Attributes
    ----------
    issues : pandas.DataFrame
        One row per finding: `severity, check, row, column, value, message, remedy`. "reject": the table must not
        leave; "warn": for a person to decide. Values are never quoted.
    n_patients : int
        Patients of the table.
    n_alone : int
        Patients who are the only ones with their cause, sex and ten-year band of age.
    against_original : bool
        Whether the original was at hand.
    """

    issues: pd.DataFrame
    n_patients: int
    n_alone: int
    against_original: bool

    @property
    def passed(self) -> bool:
        """Whether nothing was found that forbids giving the table away."""
        return not (self.issues["severity"] == "reject").any()

    @property
    def summary(self) -> str:
        """The outcome in a sentence."""
        if not self.passed:
            n = int((self.issues["severity"] == "reject").sum())
            return f"must not leave: {n} finding{'s' if n > 1 else ''}"
        if self.against_original:
            return "nothing found that points to a person, in the table itself or held against the original"
        return "nothing found in the table that points to a person; the original wasn't at hand"

    def __repr__(self) -> str:
        lines = [self.summary, *(f"  {row.severity}: {row.message}" for row in self.issues.itertuples())]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        table = self.issues[["severity", "column", "message", "remedy"]].to_html(index=False, border=0)
        return f"<p><strong>{escape(self.summary)}</strong></p>{table}"


def check_deidentified(
    table: str | Path | pd.DataFrame,
    original: Outcomes | str | Path | pd.DataFrame | None = None,
    *,
    plan: Plan | None = None,
    mapping: str | Path | Mapping[str, Any] | None = None,
) -> DeidentificationCheck:
    """Look for anything in a table that points to a person.

    Parameters
    ----------
    table : str, Path or pandas.DataFrame
        The file that `Deidentified.write` wrote, or its frame.
    original : Outcomes, str, Path or pandas.DataFrame, optional
        What the table was made of. With the file, values of columns that reach no record are looked for too.
    plan : Plan, optional
        The plan with which the export was made: its arms, causes, events and instruments may be there.
    mapping : str, Path or dict, optional
        The mapping with which the original is read.

    Returns
    -------
    DeidentificationCheck

    Raises
    ------
    DataError
        A file can't be read, or the table isn't laid out as an export is.

    Notes
    -----
    Of the table alone: every column is on the list of what may leave, every cell is a value that its column may hold
    (so that there's no room for a name, a date or an address), no number's eight digits before or behind the point
    are a day, the age fits one category for the oldest, values of a
    patient are the same in all rows, and rows are in the order of pseudonyms and days. Against the original: no
    pseudonym, name, date in any form, or other value of a column that stays behind occurs in it, and the days of the
    patients' encounters are the original's. The check can't know what else somebody knows of a patient.

    Examples
    --------
    >>> from dnoutcomes.simulation import simulate
    >>> print(check_deidentified(simulate("trial", n=40, seed=1).frame).summary)
    must not leave: ... findings
    """
    written = (
        written_frame(table, plan) if isinstance(table, pd.DataFrame) else read_written(Path(table), plan)
    )
    if original is None:
        return check_table(written)
    if isinstance(original, Outcomes):
        return check_table(written, original_of(original, written.columns))
    outcomes = read_outcomes(original, mapping, plan=plan)
    return check_table(written, original_of(outcomes, written.columns, original, mapping))


def check_table(written: Written, original: Original | None = None) -> DeidentificationCheck:
    """Run every check on a written table, and those against the original where it's given."""
    findings: list[Finding] = []
    for name, check in TABLE_CHECKS.items():
        findings += [replace(finding, check=name) for finding in check(written)]
    if original is not None:
        for name, compare in AGAINST_ORIGINAL.items():
            findings += [replace(finding, check=name) for finding in compare(written, original)]
    patients, alone = patients_alone(written)
    if alone:
        findings.append(_warn_of_those_alone(patients, alone))
    return DeidentificationCheck(issues_frame(findings), patients, alone, original is not None)


def _warn_of_those_alone(n_patients: int, n_alone: int) -> Finding:
    return Finding(
        "warn",
        f"{n_alone} of {n_patients} patients are the only one with their cause, sex and ten-year band of age",
        remedy="Whoever gives the table away mustn't know of a way to identify a person by it: look at these patients "
        "first, and give it to people who agreed in writing not to try.",
        check="patients_alone",
    )
