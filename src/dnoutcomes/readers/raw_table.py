"""RawTable: a file as text, row by row, before any meaning is given to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.finding import Finding, refuse
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.source import Source

Row = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file as text.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per data row of the file, blank ones left out; every cell is str, as written.
    source_rows : array of int
        Line of each row, counted from 1 with the header, as an editor or a spreadsheet shows it.
    source : Source
        Which file, and how it was read.
    findings : tuple of Finding
        What was inferred or set aside on the way.
    """

    frame: pd.DataFrame
    source_rows: NDArray[np.int64]
    source: Source
    findings: tuple[Finding, ...] = ()


def check_header(header: list[str], name: str, header_row: int) -> None:
    """Refuse a header in which two columns have one name, in any spelling."""
    places: dict[str, list[int]] = {}
    for place, column in enumerate(header, start=1):
        if column.strip():
            places.setdefault(fold_name(column) or column.strip(), []).append(place)
    for same in places.values():
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


def is_blank(row: Row) -> bool:
    """Whether a row has no content.

    Examples
    --------
    >>> is_blank(("", " ")), is_blank(("0",))
    (True, False)
    """
    return not "".join(row).strip()
