"""Counts, the sums that link them, and what else is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dnoutcomes.disclosure.count import Count, Key
from dnoutcomes.disclosure.limit import Limit
from dnoutcomes.errors import DisclosureError

# Sums of many floats times large counts.
_ROOM = 1e-6


@dataclass(frozen=True, eq=False)
class LinkedCounts:
    """Counts, the sums that link them, and what else is known of them.

    Attributes
    ----------
    counts : mapping of key to Count
        Every count that a report prints, and those that could be worked out from them.
    sums : tuple of (key, keys)
        A total and the parts that make it up.
    limits : tuple of Limit
        What printed numbers other than counts say, and what everybody knows.

    Raises
    ------
    DisclosureError
        A sum or a limit names an unknown count, or doesn't hold.
    """

    counts: Mapping[Key, Count]
    sums: tuple[tuple[Key, tuple[Key, ...]], ...]
    limits: tuple[Limit, ...] = ()

    def __post_init__(self) -> None:
        for key, count in self.counts.items():
            if count.behind is not None:
                self._refuse_unknown(f"the count of {key}", (count.behind,))
        for total, parts in self.sums:
            self._refuse_unknown(f"the sum of {total}", (total, *parts))
            added = sum(self.counts[key].value for key in parts)
            if added != self.counts[total].value:
                raise DisclosureError(
                    f"the parts of {total} add up to {added}, not {self.counts[total].value}"
                )
        for limit in self.limits:
            self._refuse_unknown(f"the limit on {tuple(limit.weights)}", tuple(limit.weights))
            value = sum(weight * self.counts[key].value for key, weight in limit.weights.items())
            if not limit.low - _ROOM <= value <= limit.high + _ROOM:
                raise DisclosureError(
                    f"{limit.said_by or tuple(limit.weights)} says {limit.low} to {limit.high}, but it is {value}"
                )

    def _refuse_unknown(self, relation: str, keys: tuple[Key, ...]) -> None:
        unknown = [key for key in keys if key not in self.counts]
        if unknown:
            raise DisclosureError(f"{relation} names counts that aren't there: {unknown}")

    @property
    def sayings(self) -> dict[Key, float]:
        """Printed numbers, other than counts, that say something, with what it costs to withhold each."""
        return {limit.said_by: limit.cost for limit in self.limits if limit.said_by is not None}
