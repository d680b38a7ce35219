"""Counts of patients and the sums that link them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dnoutcomes.errors import DisclosureError

Key = tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """A number of patients.

    Attributes
    ----------
    value : int
        The number.
    printed : bool
        Whether the report has a place for it. A count that is not printed (the patients without a response, say) is
        protected all the same when it is small.
    cost : float
        How much a reader would miss it. Where one of several counts must be withheld, the cheapest goes.
    """

    value: int
    printed: bool = True
    cost: float = 1.0


@dataclass(frozen=True, eq=False)
class LinkedCounts:
    """Counts of patients and the sums that link them.

    Attributes
    ----------
    counts : mapping of key to Count
        Every count that a report prints, and those that could be worked out from them.
    sums : tuple of (key, keys)
        A total and the parts that make it up.

    Raises
    ------
    DisclosureError
        A sum names an unknown count, or doesn't add up.
    """

    counts: Mapping[Key, Count]
    sums: tuple[tuple[Key, tuple[Key, ...]], ...]

    def __post_init__(self) -> None:
        for total, parts in self.sums:
            unknown = [key for key in (total, *parts) if key not in self.counts]
            if unknown:
                raise DisclosureError(f"the sum of {total} names counts that aren't there: {unknown}")
            added = sum(self.counts[key].value for key in parts)
            if added != self.counts[total].value:
                raise DisclosureError(
                    f"the parts of {total} add up to {added}, not {self.counts[total].value}"
                )

    def equations(self) -> Any:
        """Sparse matrix with one row per sum; times the counts it is zero."""
        from scipy.sparse import csr_array

        place = {key: column for column, key in enumerate(self.counts)}
        rows, columns, values = [], [], []
        for row, (total, parts) in enumerate(self.sums):
            for key, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
                rows.append(row)
                columns.append(place[key])
                values.append(sign)
        return csr_array((values, (rows, columns)), shape=(len(self.sums), len(place)))
