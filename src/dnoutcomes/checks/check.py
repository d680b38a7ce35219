"""A check of a file: its name, what readers call it, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dnoutcomes.readers.finding import Finding
from dnoutcomes.schema import COLUMNS

#: Columns of records that every file has, before its time and its outcome.
OF_EVERY_FILE = ("patient_id", "arm", "cause")

Look = TypeVar("Look", bound=Callable[..., list[Finding]])


@dataclass(frozen=True)
class Check(Generic[Look]):
    """A check of a file.

    Attributes
    ----------
    name : str
        Under which its findings are listed, and confirmed.
    words : str
        What a report calls it: "decimals of scores".
    look : callable
        Returns its findings: of (table, outcome) for checks of column names, of a Context for checks of cells, of a
        RecordContext for checks of records.
    confirmable : bool
        Whether who knows the file may answer its question with yes, it is as it stands (`confirmed=[name]`).
    of_texts : bool
        Whether it judges one text of one column at a time. Where it finds nothing in a table that holds every different
        text of the file, it finds nothing in the file.
    looks_at : tuple of str, optional
        Of a check of records: the columns that it's given besides those that every file has, the time, the outcome and
        the caller's own. Default: all.
    """

    name: str
    words: str
    look: Look
    confirmable: bool = False
    of_texts: bool = False
    looks_at: tuple[str, ...] | None = None

    def columns_among(self, names: Iterable[str], time_column: str, outcome: str) -> list[str]:
        """Return those of the columns of records that it is given."""
        if self.looks_at is None:
            return list(names)
        given = {*OF_EVERY_FILE, time_column, outcome, *self.looks_at}
        return [name for name in names if name in given or name not in COLUMNS]

    def __call__(self, *looked_at: Any) -> list[Finding]:
        """Return what it finds."""
        return self.look(*looked_at)
