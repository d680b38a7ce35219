"""Context: what a check may look at, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.checks.timeline import Timeline
from dnoutcomes.disclosure.small_groups import SmallGroups
from dnoutcomes.readers.cells import MISSING_KINDS, Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding, SetsAside, Severity
from dnoutcomes.readers.mapped_table import MappedTable
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import HIDDEN
from dnoutcomes.record_counts import CountsOfFrame, RecordCounts

# So many rows of an optional column, and all unreadable, are a column of another kind and not so many slips.
_WHOLE_COLUMN = 5


@dataclass(frozen=True, eq=False)
class Context:
    """A file whose cells have been read, on its way to records.

    Attributes
    ----------
    table : MappedTable
        The text, under canonical names.
    columns : mapping of str to ParsedColumn
        What every cell was found to be.
    live : array of bool, shape (rows,)
        Rows that no earlier check has set aside. A row is judged once, by the first check that minds it.
    outcome, time_column : str
        Columns that hold the outcome and its time.
    arms : tuple of str
        The two arms.
    causes_declared : bool
        Whether the caller said which causes may occur.
    cutoff : date
        Last day that a record may bear.
    timeline : Timeline
        The rows by patient and time.
    mapping : SiteMapping
        What the caller said of the file.
    """

    table: MappedTable
    columns: Mapping[str, ParsedColumn]
    live: Mask
    outcome: str
    time_column: str
    arms: tuple[str, ...]
    causes_declared: bool
    cutoff: date
    timeline: Timeline
    mapping: SiteMapping = field(default_factory=SiteMapping)

    @property
    def source_rows(self) -> NDArray[np.int64]:
        """Line of the file of each row."""
        return self.table.source_rows

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.table.raw.source.name

    @property
    def number_columns(self) -> list[ParsedColumn]:
        """The columns that hold numbers."""
        return [parsed for parsed in self.columns.values() if parsed.column.is_number]

    def must_have(self, parsed: ParsedColumn) -> bool:
        """Whether a row is of no use without a readable value in this column."""
        return parsed.name in (self.outcome, self.time_column, "patient_id", "arm", "cause")

    def findings(
        self,
        severity: Severity,
        rows: Mask,
        message: str,
        column: str = "",
        *,
        remedy: str = "",
        sets_aside: SetsAside = "",
        of_one_row: str = "",
    ) -> list[Finding]:
        """Return a finding about some live rows, or nothing where no live row is meant."""
        positions = np.flatnonzero(rows & self.live)
        if not len(positions):
            return []
        return [
            Finding(
                severity,
                message,
                column=column,
                remedy=remedy,
                source_rows=self.source_rows[positions],
                values=self._texts(column, positions),
                sets_aside=sets_aside,
                positions=positions,
                of_one_row=of_one_row,
            )
        ]

    def faulty(self, parsed: ParsedColumn, rows: Mask, message: str, remedy: str = "") -> list[Finding]:
        """Set rows aside for what stands in a column, or the value alone where the row is of use without it.

        An optional column in which nothing at all can be read is left out with one warning.
        """
        if self.must_have(parsed):
            return self.findings("row", rows, message, parsed.name, remedy=remedy, sets_aside="row")
        given = self.live & ~parsed.rows_of(*MISSING_KINDS)
        if given.sum() >= _WHOLE_COLUMN and not (given & ~rows).any():
            whole = f"{message} in all {int(given.sum())} rows: the column isn't used"
            return self.findings("warn", rows, whole, parsed.name, remedy=remedy, sets_aside="column")
        return self.findings("row", rows, message, parsed.name, remedy=remedy, sets_aside="value")

    def _texts(self, column: str, positions: NDArray[np.intp]) -> list[str]:
        if column not in self.columns:
            return []
        parsed = self.columns[column]
        return [HIDDEN] * len(positions) if parsed.column.identifies else parsed.text_at(positions)


@dataclass(frozen=True, eq=False)
class RecordContext:
    """Accepted records, on their way to an analysis.

    Attributes
    ----------
    records : pandas.DataFrame
        As in `Outcomes.records`.
    outcome, time_column : str
        Columns that hold the outcome and its time.
    arms : tuple of str
        The two arms.
    causes : tuple of str, or None
        Causes that may occur, where they're declared.
    cutoff : date
        Last day that a record may bear.
    small_groups : SmallGroups
        Which groups are hidden in reports.
    clusters : str or None
        Column by which the plan says that patients go together.
    stored : RecordCounts, optional
        The records of a file in a database; `records` are their columns without a row then.
    """

    records: pd.DataFrame
    outcome: str
    time_column: str
    arms: tuple[str, ...]
    causes: tuple[str, ...] | None
    cutoff: date
    small_groups: SmallGroups = field(default_factory=SmallGroups)
    clusters: str | None = None
    stored: RecordCounts | None = None

    @property
    def counts(self) -> RecordCounts:
        """The records as counts, which take no row out of a database."""
        return self.stored or CountsOfFrame(self.records, self.time_column)


HeaderCheck = Callable[[MappedTable, str], list[Finding]]
CellCheck = Callable[[Context], list[Finding]]
RecordCheck = Callable[[RecordContext], list[Finding]]
