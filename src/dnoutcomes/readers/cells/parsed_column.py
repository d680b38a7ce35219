"""ParsedColumn: a column of the file with what each of its cells was found to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.cells.cell import Cell, CellReader, Rules
from dnoutcomes.readers.cells.date_cells import date_reader
from dnoutcomes.readers.cells.level_cells import level_reader
from dnoutcomes.readers.cells.number_cells import number_reader
from dnoutcomes.readers.cells.text_cells import text_reader
from dnoutcomes.readers.cells.yes_no_cells import yes_no_reader
from dnoutcomes.readers.coded_text import Codes, spread, texts_and_codes
from dnoutcomes.schema import Column

Mask = NDArray[np.bool_]
# What this pandas makes of text: str from 3.0 on, object before.
TEXT_DTYPE = pd.Series(["text"]).dtype
_ONES = str.maketrans("0123456789", "1111111111")


class Ranked(NamedTuple):
    """The values of a column as whole numbers that sort as they do.

    Attributes
    ----------
    codes : array of int, shape (rows,)
        Place of each row's value among `values`; -1 where it has none.
    values : array, shape (different values,)
        Sorted; numbers as float, dates as datetime64, yes and no as bool, texts as str.
    """

    codes: Codes
    values: NDArray[Any]


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
    codes: Codes

    @property
    def name(self) -> str:
        """Canonical name of the column."""
        return self.column.name

    def rows_of(self, *kinds: str) -> Mask:
        """Rows whose cell is of one of these kinds, shape (rows,)."""
        if self._kinds.isdisjoint(kinds):
            return np.zeros(len(self.codes), dtype=bool)
        return self._spread([cell.kind in kinds for cell in self.cells])

    def rows_where(self, values: Iterable[bool]) -> Mask:
        """Rows whose text was marked, given one mark per different text."""
        return self._spread(list(values))

    def rows_like(self, judge: Callable[[str], bool]) -> Mask:
        """Rows whose text is judged true by a rule that no digit but 1 can keep from being so.

        Ids differ by their digits mostly, so that few texts are left once each digit is a 1. A text is looked at only
        where the rule holds with ones in place of its digits.
        """
        holds = {shape: judge(shape) for shape in set(self._shapes)}
        if not any(holds.values()):
            return np.zeros(len(self.codes), dtype=bool)
        return self._spread([holds[shape] and judge(text) for shape, text in zip(self._shapes, self.texts)])

    def rows_valued(self, judge: Callable[[Any], bool]) -> Mask:
        """Rows with a value that is judged true; each different value is judged once, as it stands in `ranked`."""
        codes, values = self.ranked
        # The last mark is that of code -1.
        return spread([*map(judge, values), False], codes)

    @cached_property
    def ranked(self) -> Ranked:
        """The values as whole numbers that sort as they do."""
        values = [value for value in self._values_of_texts if value is not None]
        dtype = (
            "datetime64[us]" if self.column.type == "date" else float if self.column.is_number else "object"
        )
        different = sorted(set(values))
        rank_of = {value: rank for rank, value in enumerate(different)}
        ranks = [-1 if value is None else rank_of[value] for value in self._values_of_texts]
        smallest = np.min_scalar_type(-max(len(different), 1))
        return Ranked(np.array(ranks, dtype=smallest)[self.codes], np.array(different, dtype=dtype))

    def numbers(self) -> NDArray[np.float64]:
        """Values as numbers, NaN where there's none, shape (rows,)."""
        return self._numbers_of_texts()[self.codes]

    def is_outside(self) -> Mask:
        """Rows with a number that the column can't hold."""
        return self._spread(
            [value is not None and not self.column.holds(value) for value in self._values_of_texts]
        )

    def numbers_at(self, positions: NDArray[np.intp]) -> NDArray[np.float64]:
        """Values of some rows as numbers, NaN where there's none."""
        return self._numbers_of_texts()[self.codes[positions]]

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
        return self.values_of(*self.ranked)

    def values_of(self, codes: NDArray[np.integer[Any]], values: NDArray[Any]) -> pd.Series:
        """Return ranked values in the type of the column; a code of -1 is a missing value."""
        if self.column.is_number:
            return pd.Series(np.append(values, np.nan)[codes])
        if self.column.type == "date":
            return pd.Series(np.append(values, np.datetime64("NaT", "us"))[codes])
        dtype = "boolean" if self.column.type == "yes_no" else TEXT_DTYPE
        return pd.Series(pd.array([*values, None], dtype=dtype).take(np.where(codes < 0, len(values), codes)))

    @cached_property
    def _shapes(self) -> list[str]:
        return [text.translate(_ONES) if text.isascii() else text for text in self.texts]

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(cell.kind for cell in self.cells)

    @cached_property
    def _values_of_texts(self) -> list[Any]:
        """The value of each text in the type of the column, None where it has none of that type."""
        kind = float if self.column.is_number else bool if self.column.type == "yes_no" else object
        return [cell.value if isinstance(cell.value, kind) else None for cell in self.cells]

    def _numbers_of_texts(self) -> NDArray[np.float64]:
        return np.array([np.nan if value is None else value for value in self._values_of_texts], dtype=float)

    def _spread(self, marks: list[bool]) -> Mask:
        return spread(marks, self.codes)


def parse_column(column: Column, texts: Sequence[str] | pd.Series, rules: Rules) -> ParsedColumn:
    """Read every cell of a column by the type that the schema declares.

    Examples
    --------
    >>> age = Column("age", "number", "patient", "")
    >>> parse_column(age, ["61", "sixty", "61"], Rules()).numbers()
    array([61., nan, 61.])
    """
    different, codes = texts_and_codes(texts)
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
