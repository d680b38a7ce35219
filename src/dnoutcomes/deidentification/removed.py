"""What doesn't leave as it was, and why: every column of the file, changed values, and rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from dnoutcomes.deidentification.allowed import OLDEST, OPEN_LEVELS, OTHER, PSEUDONYMS, REPLACED, WITHHELD
from dnoutcomes.deidentification.decimals import beyond_measuring
from dnoutcomes.readers.quote import escape_hidden
from dnoutcomes.schema import Column

if TYPE_CHECKING:
    from dnoutcomes.outcomes import Outcomes

COLUMNS_OF_CHANGES = ("column", "leaves_as", "n_values", "reason")
_LEFT_OUT = {
    "identifier": "points to a person",
    "free text": "free text can hold anything, a name among it",
    "unknown": "the schema doesn't know it",
}
_UNKNOWN = (
    "the schema doesn't know it, nor the plan as an event or as an instrument with a minimum and a maximum"
)
_AS_DAYS = "dates leave as days since time zero, and of the calendar only the year of time zero"
_OF_BIRTH = "a year of birth never leaves"


def what_changed(outcomes: Outcomes, frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """List what doesn't leave as it was.

    Parameters
    ----------
    outcomes : Outcomes
        The original.
    frame : pandas.DataFrame
        The export.
    columns : mapping of str to Column
        What may leave.

    Returns
    -------
    pandas.DataFrame
        One row per column, kind of value or kind of row: `column` as the file or the schema calls it, `leaves_as`
        (empty where nothing of it leaves), `n_values` (how many values or rows, missing where they reached no record)
        and `reason`.
    """
    records = outcomes.records
    rows: list[dict[str, Any]] = [
        _row(escape_hidden(name), "", None, _LEFT_OUT[what]) for name, what in outcomes.left_out.items()
    ]
    for name in records.columns.drop("source_row"):
        n = int(records[name].notna().sum())
        if name in REPLACED:
            leaves_as = REPLACED[name] if REPLACED[name] in frame.columns else ""
            rows.append(_row(name, leaves_as, n, _OF_BIRTH if name == "birth_year" else _AS_DAYS))
        elif name in PSEUDONYMS:
            rows.append(_row(name, "random pseudonym", n, "points to a person or a place"))
        elif name not in columns:
            rows.append(_row(name, "", n, WITHHELD.get(name, _UNKNOWN)))
    rows += [
        *_changed_levels(records, frame),
        *_changed_ages(records, frame),
        *_changed_decimals(records, columns),
        *_rows(outcomes, frame),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS_OF_CHANGES)).astype({"n_values": "Int64"})


def told_together(removed: pd.DataFrame) -> pd.DataFrame:
    """Join the columns of which the same is said, where no number of values is told.

    Parameters
    ----------
    removed : pandas.DataFrame
        From `what_changed`.

    Examples
    --------
    >>> said = {"leaves_as": "", "n_values": pd.NA, "reason": "of sessions"}
    >>> told_together(pd.DataFrame([{"column": "estim", **said}, {"column": "needled", **said}]))["column"].tolist()
    ['estim, needled']
    """
    # A row with a number stands for itself.
    number_of_its_own = pd.Series(range(len(removed)), removed.index, name="place").mask(
        removed["n_values"].isna(), -1
    )
    joined = removed.groupby(["leaves_as", "reason", number_of_its_own], sort=False).agg(
        {"column": ", ".join, "n_values": "first"}
    )
    return joined.reset_index()[list(COLUMNS_OF_CHANGES)]


def _row(column: str, leaves_as: str, n: int | None, reason: str) -> dict[str, Any]:
    return dict(zip(COLUMNS_OF_CHANGES, (column, leaves_as, n, reason)))


def _changed_levels(records: pd.DataFrame, frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for name in OPEN_LEVELS:
        if name not in frame.columns:
            continue
        n = int((frame[name] == OTHER).sum() - (records[name] == OTHER).sum())
        if n:
            reason = "levels that neither the schema nor the plan lists may be free text"
            rows.append(_row(name, OTHER, n, reason))
    return rows


def _changed_ages(records: pd.DataFrame, frame: pd.DataFrame) -> list[dict[str, Any]]:
    if "age" not in frame.columns:
        return []
    n_oldest = int((frame["age"] == OLDEST).sum())
    rows = [_row("age", str(OLDEST), n_oldest, f"ages of {OLDEST} and above are one category")]
    if "age" in records.columns:
        n_broken = int((records["age"] % 1 > 0).sum())
        rows.append(_row("age", "whole years", n_broken, "fractions of a year give a date of birth away"))
    return [row for row in rows if row["n_values"]]


def _changed_decimals(records: pd.DataFrame, columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    rows = []
    for name, column in columns.items():
        if name in records.columns and column.type == "number" and not column.step:
            n = int(beyond_measuring(records[name], column).sum())
            reason = "decimals that nobody measured, such as those of a converted unit, have room for a date or a code"
            rows += [_row(name, f"rounded to {column.decimals} decimals", n, reason)] if n else []
    return rows


def _rows(outcomes: Outcomes, frame: pd.DataFrame) -> list[dict[str, Any]]:
    alike = int(frame.duplicated().sum())
    rows = [
        _row("(rows)", "", outcomes.n_rows_set_aside, "set aside when the file was read"),
        _row("(rows)", "", len(outcomes.without_records), "patients of whom every row was set aside"),
        _row("(rows)", "themselves", alike, "repeat another row now; a reader may keep one of each"),
    ]
    return [row for row in rows if row["n_values"]]
