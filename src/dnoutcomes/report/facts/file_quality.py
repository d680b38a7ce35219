"""What was wrong or odd with the file, in numbers of entries: no values, no patients."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.outcomes.records import Outcomes


@dataclass(frozen=True, eq=False)
class Quality:
    """What was wrong or odd with the file, in numbers of rows.

    Attributes
    ----------
    n_rows, n_records, n_set_aside, n_duplicates : int
        Rows of the file, accepted, set aside, and repeated.
    set_aside : pandas.DataFrame
        One row per check, column and kind ("row", "value" or "duplicate"): `check, column, kind, n`.
    findings : pandas.DataFrame
        One row per check and column that gave a warning: `check, column, n`.
    site : str
        Site whose rows these are; empty where it's the whole file.
    """

    n_rows: int
    n_records: int
    n_set_aside: int
    n_duplicates: int
    set_aside: pd.DataFrame
    findings: pd.DataFrame
    site: str = ""


def file_quality(outcomes: Outcomes) -> Quality:
    """Count what was set aside or noticed when the file was read.

    The messages about a file quote its values, so only the names of checks and columns go on.
    """
    return Quality(
        n_rows=outcomes.source.n_rows_read,
        n_records=outcomes.source.n_records,
        n_set_aside=outcomes.n_rows_set_aside,
        n_duplicates=outcomes.source.n_duplicates,
        set_aside=_set_aside(outcomes),
        findings=_noticed(outcomes.issues),
        site=outcomes.source.site,
    )


def _set_aside(outcomes: Outcomes) -> pd.DataFrame:
    """One row per check, column and kind: `check, column, kind, n`."""
    check_of = dict(zip(outcomes.issues["message"], outcomes.issues["check"]))
    rejects = outcomes.rejects
    named = rejects.assign(check=rejects["reason"].map(check_of).fillna("other"), kind=rejects["set_aside"])
    return _tally(named, ["check", "column", "kind"])


def _noticed(issues: pd.DataFrame) -> pd.DataFrame:
    """One row per check and column that set nothing aside: `check, column, n`."""
    return _tally(issues[issues["severity"] == "warn"], ["check", "column"])


def _tally(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    filled = frame[columns].astype("object").where(frame[columns].notna(), "")
    return filled.groupby(columns, sort=True).size().rename("n").reset_index()
