"""RawTable: a file as text, row by row, before any meaning is given to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.coded_text import texts_and_codes
from dnoutcomes.readers.finding import Finding, refuse
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.source import Source


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file as text.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per data row of the file, blank ones left out; every cell is str, as written. Columns are categorical:
        each different text is held once (`dnoutcomes.readers.coded_text`).
    source_rows : array of int
        Line of each row, counted from 1 with the header, as an editor or a spreadsheet shows it.
    source : Source
        Which file, and how it was read.
    findings : tuple of Finding
        What was inferred or set aside on the way.
    column_labels : mapping of str to str
        What the file calls its columns beside their names, as SPSS, SAS, Stata and REDCap do; empty for text.
    value_labels : mapping of str to mapping of str to str
        Per column: the code as its cells have it, and what it means.
    missing_reasons : mapping of str to mapping of str to str
        Per column: codes that the file declares as missing, and why the value is.
    """

    frame: pd.DataFrame
    source_rows: NDArray[np.int64]
    source: Source
    findings: tuple[Finding, ...] = ()
    column_labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing_reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def repeats(self) -> NDArray[np.bool_]:
        """Rows that repeat an earlier one in every column, shape (rows,)."""
        sums = np.zeros(len(self.frame), dtype="uint64")
        for name, weight in zip(
            self.frame, np.random.default_rng(0).integers(2**63, size=self.frame.shape[1])
        ):
            sums += (texts_and_codes(self.frame[name])[1].astype("uint64") + np.uint64(1)) * np.uint64(
                weight | 1
            )
        # Rows that are the same have the same sum; whether others that share it are the same, their cells tell.
        candidates = pd.Series(sums).duplicated(keep=False).to_numpy()
        repeats = np.zeros(len(self.frame), dtype=bool)
        repeats[candidates] = self.frame[candidates].duplicated().to_numpy()
        return repeats


def check_header(header: list[str], name: str, header_row: int) -> None:
    """Refuse a header in which two columns have one name, in any spelling."""
    columns_of: dict[str, list[int]] = {}
    for number, column in enumerate(header, start=1):
        if column.strip():
            columns_of.setdefault(fold_name(column) or column.strip(), []).append(number)
    for same in columns_of.values():
        if len(same) > 1:
            first = header[same[0] - 1]
            refuse(
                name,
                f"{len(same)} columns are named {quote(first.strip())} (columns {', '.join(map(str, same))})",
                "Rename or remove all but one.",
                check="duplicate_columns",
                column=first.strip(),
                source_rows=[header_row],
            )
