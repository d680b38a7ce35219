"""Cell: what the text of a cell was found to be. Checks decide later what that means for the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

Code = str | int | float


class Cell(NamedTuple):
    """The value of a cell, None where there's none, and the kind of text that it was.

    Kinds of every type: "blank", "missing_word" (NA, None, ...), "missing_reason" (NASK, UNK, ...), "declared_code".
    """

    value: float | str | bool | date | None
    kind: str


@dataclass(frozen=True)
class Rules:
    """What the caller said of how values are written.

    Attributes
    ----------
    decimal, thousands : str
        Marks in numbers.
    date_format : str, optional
        As in `datetime.strptime`, or "excel".
    missing_codes : tuple
        Values that mean missing.
    """

    decimal: str = "."
    thousands: str = ""
    date_format: str | None = None
    missing_codes: tuple[Code, ...] = ()


CellReader = Callable[[str], Cell]

MISSING_KINDS = ("blank", "missing_word", "missing_reason", "declared_code")
