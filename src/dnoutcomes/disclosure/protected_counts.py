"""Counts with the decision which of them may be shown, and how they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dnoutcomes.disclosure.linked_counts import Key, LinkedCounts
from dnoutcomes.disclosure.reader import TOLERANCE, Status, extreme, known_bounds
from dnoutcomes.language import ENGLISH, say, say_term, speaking


@dataclass(frozen=True, eq=False)
class ProtectedCounts:
    """Counts with the decision which of them may be shown.

    Attributes
    ----------
    linked : LinkedCounts
        The counts themselves. Not for output.
    statuses : mapping of key to status
        "shown"; "small" (1 to `smallest_cell - 1`); "withheld" (large, but would give a small one away); "unprinted".
    smallest_cell : int
        The smallest number of patients that may be shown, besides 0.
    """

    linked: LinkedCounts
    statuses: Mapping[Key, Status]
    smallest_cell: int

    def __repr__(self) -> str:
        tally = {
            name: sum(status == name for status in self.statuses.values())
            for name in ("shown", "small", "withheld")
        }
        return f"ProtectedCounts: {tally}, smallest cell {self.smallest_cell}"

    def is_shown(self, *keys: Key) -> bool:
        """Whether all of these counts may be shown."""
        return all(self.statuses[key] == "shown" for key in keys)

    def is_small(self, *keys: Key) -> bool:
        """Whether any of these counts is a small group, about which nothing may be shown."""
        return any(0 < self.linked.counts[key].value < self.smallest_cell for key in keys)

    def value(self, key: Key) -> int | None:
        """Return the count where it may be shown, else None."""
        return self.linked.counts[key].value if self.is_shown(key) else None

    def written(self, key: Key) -> str:
        """Return what `text` says in English, for files that programs read."""
        with speaking(ENGLISH):
            return self.text(key)

    def text(self, key: Key) -> str:
        """Return the count as it may be printed: "57", "1 to 10", or a range that can be worked out anyway.

        The range of a withheld count is what the shown ones imply, so that printing it adds nothing.
        """
        status = self.statuses[key]
        if status == "shown":
            return str(self.linked.counts[key].value)
        if status == "small":
            return small_text(self.smallest_cell)
        low, high = implied_range(self, key)
        if high is None or high - low >= 2 * self.smallest_cell:
            return say("withheld")
        return say("{low} to {high}", low=low, high=high)


def count_in_words(written: str) -> str:
    """Say a count, or counts joined by a plus sign, as `ProtectedCounts.written` writes them.

    Examples
    --------
    >>> from dnoutcomes.language import speaking
    >>> with speaking("es"):
    ...     count_in_words("11 to 22 + 31")
    '11 a 22 + 31'
    """
    return " + ".join(_part_in_words(part) for part in written.split(" + "))


def _part_in_words(part: str) -> str:
    low, between, high = part.partition(" to ")
    return say("{low} to {high}", low=low, high=high) if between else say_term(part)


def small_text(smallest_cell: int) -> str:
    """How a small count is printed.

    Examples
    --------
    >>> small_text(11)
    '1 to 10'
    >>> small_text(2)
    '1'
    """
    return "1" if smallest_cell == 2 else say("{low} to {high}", low=1, high=smallest_cell - 1)


def implied_range(protected: ProtectedCounts, key: Key) -> tuple[int, int | None]:
    """Smallest and largest number that a count can be for somebody who sees the others; None where there is no end."""
    linked = protected.linked
    bounds = known_bounds(linked, protected.statuses, protected.smallest_cell)
    column = list(linked.counts).index(key)
    equations = linked.equations()
    low, high = (extreme(equations, bounds, column, sign) for sign in (1.0, -1.0))
    return int(np.ceil(low - TOLERANCE)), (int(np.floor(high + TOLERANCE)) if np.isfinite(high) else None)
