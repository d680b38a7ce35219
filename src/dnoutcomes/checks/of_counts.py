"""Checks of records that need counts of them only: those of parts of a file add up to those of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding, Rows

#: What is counted, such as a line of the file or a cause in an arm, and how often.
Tally: TypeAlias = Counter[Any]


@dataclass(frozen=True)
class OfCounts:
    """A look at records by way of counts.

    Attributes
    ----------
    count : callable
        Counts what the check needs to know of some records. All records of a patient are among them, or none.
    judge : callable
        Returns the findings about the counts, added up over all records; of the context it reads anything but records,
        of which it's given the columns alone.

    Examples
    --------
    >>> def count(context):
    ...     return Counter(context.records["arm"])
    >>> def judge(arms, context):
    ...     return [Finding("info", f"{len(arms)} arms")]
    >>> OfCounts(count, judge).judge(Counter(["needling"]) + Counter(["standard"]), None)[0].message
    '2 arms'
    """

    count: Callable[[RecordContext], Tally]
    judge: Callable[[Tally, RecordContext], list[Finding]]

    def __call__(self, context: RecordContext) -> list[Finding]:
        """Return what it finds in records that are all at hand."""
        return self.judge(self.count(context), context)


def rows_in(counts: Tally) -> Rows:
    """Return the lines of the file that were counted, first one first.

    Examples
    --------
    >>> rows_in(Counter([7, 3, 7])).tolist()
    [3, 7, 7]
    """
    return np.sort(np.fromiter(counts.elements(), dtype="int64", count=counts.total()))
