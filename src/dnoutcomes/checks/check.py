"""A check of a file: its name, what readers call it, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dnoutcomes.readers.finding import Finding

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
    """

    name: str
    words: str
    look: Look
    confirmable: bool = False
    of_texts: bool = False

    def __call__(self, *looked_at: Any) -> list[Finding]:
        """Return what it finds."""
        return self.look(*looked_at)
