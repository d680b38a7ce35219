"""WrittenTable: a table as the reader of the file gets it, text cell by cell, beside what each column may hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.deidentification.allowed import exportable_columns
from dnoutcomes.deidentification.as_text import as_text
from dnoutcomes.errors import DataError
from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema import Column

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class WrittenTable:
    """A table as the reader of the file gets it.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per line after the header; every cell is str, as written.
    columns : dict of str to Column
        What may leave, by name.
    """

    frame: pd.DataFrame
    columns: dict[str, Column]

    def listed(self) -> Iterator[tuple[str, Column]]:
        """Yield the columns of the table that may leave, in the order of the table."""
        for name in self.frame.columns:
            if name in self.columns:
                yield name, self.columns[name]

    def numbers(self, name: str) -> pd.Series:
        """Return a column as numbers, NaN where a cell is none; all NaN where the table doesn't have it."""
        if name not in self.frame.columns:
            return pd.Series(np.nan, index=self.frame.index)
        return pd.to_numeric(self.frame[name], errors="coerce").astype("float64")

    def findings(
        self, rows: pd.Series | NDArray[np.bool_], message: str, column: str = "", remedy: str = ""
    ) -> list[Finding]:
        """Return a finding about some rows, which it counts and doesn't quote, or none where there are no such rows."""
        positions = np.flatnonzero(np.asarray(rows))
        if not len(positions):
            return []
        lines = positions + 2
        told = f"{message} ({len(lines)} row{'s' if len(lines) > 1 else ''}, the first is line {lines[0]})"
        return [Finding("reject", told, column=column, remedy=remedy, source_rows=lines)]


def written_frame(frame: pd.DataFrame, plan: Plan | None) -> WrittenTable:
    """Take a frame as it would be written."""
    return WrittenTable(as_text(frame), exportable_columns(plan))


def read_written(path: Path, plan: Plan | None) -> WrittenTable:
    """Read a written table strictly: nothing is skipped, repaired or guessed, since anything may point to a person.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 whose first line is the header.
    plan : Plan or None

    Raises
    ------
    DataError
        The file is none that `Deidentified.write` writes.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise DataError(f"{path.name}: the file can't be opened ({error.strerror})") from None
    except UnicodeDecodeError:
        raise DataError(
            f"{path.name}: not text in UTF-8; a de-identified table is a CSV file in UTF-8"
        ) from None
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (csv.Error, ValueError):
        raise DataError(f"{path.name}: not a CSV file with a header in its first line") from None
    uneven = [line for line, row in enumerate(rows, start=2) if len(row) != len(header)]
    if uneven:
        raise DataError(
            f"{path.name}: row {uneven[0]} has another number of cells than the header; what stands in "
            "it can't be judged. Write the file again with `dnoutcomes deidentify`"
        )
    if len(set(header)) < len(header) or not rows:
        raise DataError(f"{path.name}: no row, or a column name that is there twice")
    return WrittenTable(pd.DataFrame(rows, columns=header, dtype=object), exportable_columns(plan))
