"""check_deidentified: whether anything in a table points to a person, and how far its patients can be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dnoutcomes.deidentification.against_original import AGAINST_ORIGINAL
from dnoutcomes.deidentification.linking import Linking, link_by_days
from dnoutcomes.deidentification.original import Original, courses_of, original_of
from dnoutcomes.deidentification.risk import CUSTOMARY, Risk, risk_of
from dnoutcomes.deidentification.table_checks import TABLE_CHECKS
from dnoutcomes.deidentification.written_table import WrittenTable, read_written, written_frame
from dnoutcomes.outcomes import Outcomes, read_outcomes
from dnoutcomes.readers.finding import Finding, issues_frame

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

_AGREEMENT = (
    "Give it only to people who agreed in writing not to look for anybody, and never publish it: Safe Harbor also asks "
    "that you know of no way to identify a person by it."
)


@dataclass(frozen=True, eq=False)
class DeidentificationCheck:
    """What was found in a table that is to be given away.

    Attributes
    ----------
    issues : pandas.DataFrame
        One row per finding: `severity, check, row, column, value, message, remedy`. "reject": the table must not
        leave; "warn": for a person to decide. Values are never quoted.
    risk : Risk
        How far patients can be told apart by what others may know of them.
    linking : Linking or None
        What came of looking for the original's patients by their days, where the original was at hand.
    k : int
        Size that every group of patients who are alike was asked to have; 1 where none was asked for.
    """

    issues: pd.DataFrame
    risk: Risk
    linking: Linking | None = None
    k: int = 1

    @property
    def against_original(self) -> bool:
        """Whether the original was at hand."""
        return self.linking is not None

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
        alike = (
            f"every patient is one of at least {self.risk.smallest_class} who are alike"
            if self.k > 1 or not self.risk.n_below(CUSTOMARY)
            else "it isn't anonymous, see how far patients can be told apart"
        )
        if self.against_original:
            return f"nothing found that names a person, in the table itself or held against the original; {alike}"
        return f"nothing found in the table that names a person; the original wasn't at hand; {alike}"

    @property
    def sentences(self) -> list[str]:
        """How far patients can be told apart, in sentences."""
        return [*self.risk.sentences, *([self.linking.sentence] if self.linking else [])]

    def __repr__(self) -> str:
        findings = [f"  {row.severity}: {row.message}" for row in self.issues.itertuples()]
        return "\n".join([self.summary, *findings, *(f"  {text}." for text in self.sentences)])

    def _repr_html_(self) -> str:
        table = self.issues[["severity", "column", "message", "remedy"]].to_html(index=False, border=0)
        risk = self.risk.frame.to_html(index=False, border=0, float_format="{:.3g}".format)
        said = "".join(f"<li>{escape(text)}.</li>" for text in self.sentences)
        return f"<p><strong>{escape(self.summary)}</strong></p>{table}<ul>{said}</ul>{risk}"


def check_deidentified(
    table: str | Path | pd.DataFrame,
    original: Outcomes | str | Path | pd.DataFrame | None = None,
    *,
    plan: Plan | None = None,
    mapping: str | Path | Mapping[str, Any] | None = None,
    k: int = 1,
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
    k : int
        Refuse a table in which somebody who knows a patient's background and days finds a group of fewer than k.

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
    are a day, the age fits one category for the oldest, values of a patient are the same in all rows, and rows are in
    the order of pseudonyms and days. Against the original: no pseudonym, name, date in any form, or other value of a
    column that stays behind occurs in it, and the days of the patients' encounters are the original's, or planned
    visits.

    Passing means that nothing in the table names a
    person. It doesn't mean that nobody can be found again: `risk` says how far patients can be told apart by what
    others may know of them, and `linking` how many are found with the original by their days alone.

    Examples
    --------
    >>> from dnoutcomes.simulation import simulate
    >>> print(check_deidentified(simulate("trial", n=40, seed=1).frame).summary)
    must not leave: ... findings
    """
    text_table = (
        written_frame(table, plan) if isinstance(table, pd.DataFrame) else read_written(Path(table), plan)
    )
    if original is None:
        return check_table(text_table, k=k)
    if isinstance(original, Outcomes):
        return check_table(text_table, original_of(original, text_table.columns, plan=plan), k)
    outcomes = read_outcomes(original, mapping, plan=plan)
    return check_table(text_table, original_of(outcomes, text_table.columns, original, mapping, plan), k)


def check_table(
    text_table: WrittenTable, original: Original | None = None, k: int = 1
) -> DeidentificationCheck:
    """Run every check on a written table, and those against the original where it's given."""
    findings: list[Finding] = []
    for name, check in TABLE_CHECKS.items():
        findings += [replace(finding, check=name) for finding in check(text_table)]
    if original is not None:
        for name, compare in AGAINST_ORIGINAL.items():
            findings += [replace(finding, check=name) for finding in compare(text_table, original)]
    risk = risk_of(text_table)
    findings += _groups_below(risk, k)
    return DeidentificationCheck(issues_frame(findings), risk, _linking(text_table, original), k)


def _groups_below(risk: Risk, k: int) -> list[Finding]:
    """Refuse a table with groups of fewer than k; where nobody asked for a k, say what to do about small groups."""
    least = CUSTOMARY if k == 1 else k
    few = risk.n_below(least)
    if not few:
        return []
    message = (
        f"{few} of {risk.n_patients} patients are alike with fewer than {least - 1} others: who knows one of them may "
        "find the row"
    )
    remedy = f"A table in which every patient is alike with {least - 1} others is made with `deidentify --k {least}`."
    if k > 1:
        return [Finding("reject", message, remedy=remedy, check="risk")]
    return [Finding("warn", message, remedy=f"{_AGREEMENT} {remedy}", check="risk")]


def _linking(text_table: WrittenTable, original: Original | None) -> Linking | None:
    if original is None:
        return None
    if (
        not {"patient_id", "study_day"} <= set(text_table.frame.columns)
        or text_table.numbers("study_day").isna().any()
    ):
        return Linking(0, 0, 0.0)
    table = courses_of(text_table.frame["patient_id"], text_table.numbers("study_day"))
    return link_by_days(
        table, [original.courses, original.planned_courses({day for course in table for day in course})]
    )
