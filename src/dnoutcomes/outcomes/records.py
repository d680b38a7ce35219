"""Outcomes: the accepted encounters of one file, with everything that was set aside or noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import pandas as pd

from dnoutcomes.readers.finding import Finding, verdict_of
from dnoutcomes.readers.source import Source
from dnoutcomes.schema import ARMS


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The accepted encounters of one file.

    Attributes
    ----------
    records : pandas.DataFrame
        One row per accepted encounter, sorted by patient and time, whatever the order in the file: the canonical
        columns that the file has, and `source_row`, the line of the file counted from 1 with the header. Dates are
        datetime64, levels and texts str, yes/no columns nullable boolean, numbers float64. Patient-level columns are
        the same in all rows of a patient; `index_date` is also filled where a patient has none and the first row is set
        aside. Where study days or weeks stand for dates, there's no `session_date` but `study_day`.
    rejects : pandas.DataFrame
        One row per row or value set aside: `source_row, column, value, reason, set_aside` ("row", or "value" where the
        row was kept without it). Values are quoted and cut; those of direct identifiers aren't shown.
    issues : pandas.DataFrame
        One row per finding: `severity, check, row, column, value, message, remedy`.
    source : Source
        Which file this was, and how it was read.
    outcome : str
        Column of `records` that holds the outcome.
    time_column : {"session_date", "study_day", "study_week"}
        The column of the file that says when an encounter was.
    arms : tuple of str
        The two arms.
    without_records : pandas.DataFrame
        One row per patient of the file of whom every row was set aside though the arm could be read: `patient_id, arm,
        cause`.
    left_out : dict of str to str
        Columns of the file that reached no record, by their names in the file: "identifier", "free text" or "unknown".
    rows : pandas.DataFrame
        Whose every row of the file is, those set aside too: `source_row, patient_id` and, where the file has it,
        `site_id` as it stands in the row, or in the patient's other rows where it's blank.
    findings : tuple of Finding
        What `rejects` and `issues` are made of.
    declared_outcomes : tuple of str
        Outcomes with scores that only the mapping describes. A plan must say which way is better before they can be
        compared.
    confirmed : tuple of str
        Checks whose question the caller answered with yes.
    same_day : {"mean", "last", "exclude"}, optional
        Which of a patient's different scores of one instrument and day counts, where plan or mapping say so.
    engine : str
        What read the file: "pandas", "duckdb", or why pandas read it though DuckDB was asked to.
    """

    records: pd.DataFrame
    rejects: pd.DataFrame
    issues: pd.DataFrame
    source: Source
    outcome: str
    time_column: str
    arms: tuple[str, ...] = ARMS
    without_records: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["patient_id", "arm", "cause"])
    )
    left_out: dict[str, str] = field(default_factory=dict)
    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["source_row", "patient_id"]))
    findings: tuple[Finding, ...] = ()
    declared_outcomes: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    same_day: str | None = None
    engine: str = "pandas"

    @property
    def n_patients(self) -> int:
        """Patients with an accepted encounter."""
        return int(self.records["patient_id"].nunique())

    @property
    def column_names(self) -> tuple[str, ...]:
        """Columns of `records`."""
        return tuple(map(str, self.records.columns))

    def has_values(self, name: str) -> bool:
        """Whether records have a column, and a value in any row of it."""
        return name in self.records.columns and bool(self.records[name].notna().any())

    @property
    def last_date(self) -> pd.Timestamp:
        """Date of the last encounter, of data that have dates."""
        return pd.Timestamp(self.records["session_date"].max())

    def in_memory(self) -> Outcomes:
        """Return them with their rows in memory, whatever engine has read them."""
        return self

    @property
    def n_rows_set_aside(self) -> int:
        """Rows of the file that aren't among the records because they are faulty."""
        return int(self.rejects.loc[self.rejects["set_aside"] == "row", "source_row"].nunique())

    def __repr__(self) -> str:
        arms = self.records.groupby("arm")["patient_id"].nunique()
        counts = ", ".join(f"{n} {arm}" for arm, n in arms.items())
        return (
            f"Outcomes of {self.source.name}: {len(self.records)} encounters of {self.n_patients} patients ({counts}), "
            f"outcome {self.outcome}, {self.n_rows_set_aside} rows set aside, verdict "
            f"{verdict_of(self.issues['severity'])}"
        )

    def _repr_html_(self) -> str:
        head = self.records.head(10).to_html(index=False, border=0)
        issues_table = self.issues[["severity", "row", "column", "value", "message"]].to_html(
            index=False, border=0, na_rep=""
        )
        return f"<p>{escape(repr(self))}</p>{head}<p>What was noticed:</p>{issues_table}"
