"""ParsedColumn: a column of the file with what each of its cells was found to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.cells.cell import Cell, CellReader, Rules
from dnoutcomes.readers.cells.date_cells import date_reader
from dnoutcomes.readers.cells.level_cells import level_reader
from dnoutcomes.readers.cells.number_cells import number_reader
from dnoutcomes.readers.cells.text_cells import text_reader
from dnoutcomes.readers.cells.yes_no_cells import yes_no_reader
from dnoutcomes.schema import Column

Mask = NDArray[np.bool_]
# What this pandas makes of text: str from 3.0 on, object before.
TEXT_DTYPE = pd.Series(["text"]).dtype


@dataclass(frozen=True, eq=False)
class ParsedColumn:
    """A column with what each of its cells was found to be.

    Files repeat few texts in many rows: every different text is read once.

    Attributes
    ----------
    column : Column
        What the schema says.
    texts : array of str, shape (different texts,)
        The different texts, as written.
    cells : tuple of Cell
        What each of them is.
    codes : array of int, shape (rows,)
        Which of the texts each row holds.
    """

    column: Column
    texts: NDArray[np.object_]
    cells: tuple[Cell, ...]
    codes: NDArray[np.intp]

    @property
    def name(self) -> str:
        """Canonical name of the column."""
        return self.column.name

    def rows_of(self, *kinds: str) -> Mask:
        """Rows whose cell is of one of these kinds, shape (rows,)."""
        return self._spread([cell.kind in kinds for cell in self.cells])

    def rows_where(self, values: Iterable[bool]) -> Mask:
        """Rows whose text was marked, given one mark per different text."""
        return self._spread(list(values))

    def numbers(self) -> NDArray[np.float64]:
        """Values as numbers, NaN where there's none, shape (rows,)."""
        return self._numbers_of_texts()[self.codes]

    def is_missing(self) -> Mask:
        """Rows without a value, whatever the reason."""
        return self._spread([cell.value is None for cell in self.cells])

    def text_at(self, rows: Sequence[int] | NDArray[np.int64]) -> list[str]:
        """Texts of some rows, as written."""
        return list(self.texts[self.codes[np.asarray(rows, dtype="intp")]])

    def texts_in(self, rows: Mask) -> list[str]:
        """Different texts among some rows, in the order of the file."""
        return [str(self.texts[code]) for code in pd.unique(self.codes[rows])]

    def values(self) -> pd.Series:
        """Values in the type of the column, one per row."""
        values = [cell.value for cell in self.cells]
        if self.column.is_number:
            return pd.Series(self.numbers())
        if self.column.type == "date":
            return pd.Series(np.array(values, dtype="datetime64[us]")[self.codes])
        if self.column.type == "yes_no":
            known = [value if isinstance(value, bool) else None for value in values]
            return pd.Series(pd.array(known, dtype="boolean").take(self.codes))
        return pd.Series(pd.array(values, dtype=TEXT_DTYPE).take(self.codes))

    def _numbers_of_texts(self) -> NDArray[np.float64]:
        return np.array(
            [cell.value if isinstance(cell.value, float) else np.nan for cell in self.cells], dtype=float
        )

    def _spread(self, marks: list[bool]) -> Mask:
        return np.array(marks, dtype=bool)[self.codes]


def parse_column(column: Column, texts: Sequence[str] | pd.Series, rules: Rules) -> ParsedColumn:
    """Read every cell of a column by the type that the schema declares.

    Examples
    --------
    >>> age = Column("age", "number", "patient", "")
    >>> parse_column(age, ["61", "sixty", "61"], Rules()).numbers()
    array([61., nan, 61.])
    """
    codes, different = pd.factorize(np.asarray(texts, dtype="object"))
    read = cell_reader(column, rules, different)
    return ParsedColumn(column, different, tuple(read(text) for text in different), codes)


def cell_reader(column: Column, rules: Rules, texts: Iterable[str]) -> CellReader:
    """Return the reader for a column's type."""
    if column.is_number:
        return number_reader(rules)
    if column.type == "date":
        return date_reader(rules, texts)
    if column.type == "level":
        return level_reader(column, rules)
    return yes_no_reader(rules) if column.type == "yes_no" else text_reader(rules)
