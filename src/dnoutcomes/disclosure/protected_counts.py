"""Counts with the decision which of them may be shown, and how they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.disclosure.count import Key
from dnoutcomes.disclosure.linked_counts import LinkedCounts
from dnoutcomes.disclosure.reader import Status
from dnoutcomes.disclosure.shown_count import ShownCount
from dnoutcomes.disclosure.small_groups import SmallGroups
from dnoutcomes.disclosure.state import State
from dnoutcomes.disclosure.system import System


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
    withheld_numbers : frozenset of key
        Printed numbers that aren't counts, such as an SD, and would narrow a small count down.
    disguises : tuple of array
        Numbers that a reader can't tell from the true ones, each set in the order of the counts; not for output.
    """

    linked: LinkedCounts
    statuses: Mapping[Key, Status]
    smallest_cell: int
    withheld_numbers: frozenset[Key] = frozenset()
    disguises: tuple[NDArray[np.float64], ...] = ()

    def __repr__(self) -> str:
        tally = {
            name: sum(status == name for status in self.statuses.values())
            for name in ("shown", "small", "withheld")
        }
        return f"ProtectedCounts: {tally}, smallest cell {self.smallest_cell}"

    @property
    def small_groups(self) -> SmallGroups:
        """Which numbers of patients are too few to be shown."""
        return SmallGroups(self.smallest_cell)

    def is_shown(self, *keys: Key) -> bool:
        """Whether all of these counts may be shown."""
        return all(self.statuses[key] == "shown" for key in keys)

    def is_small(self, *keys: Key) -> bool:
        """Whether any of these counts is a small group, about which nothing may be shown."""
        return any(self.linked.counts[key].is_small(self.smallest_cell) for key in keys)

    def may_say(self, number: Key) -> bool:
        """Whether a printed number that isn't a count, named as in `Limit.said_by`, may be shown."""
        return number not in self.withheld_numbers

    @cached_property
    def reader(self) -> System:
        """What somebody knows who sees the shown counts."""
        reader = System(self.linked, self.statuses, self.smallest_cell)
        if self.disguises:
            reader.learn(self.disguises)
        return reader

    def value(self, key: Key) -> int | None:
        """Return the count where it may be shown, else None."""
        return self.linked.counts[key].value if self.is_shown(key) else None

    def total(self, *keys: Key) -> int | None:
        """Return the sum of counts where all of them may be shown, else None: one that is hidden is no zero."""
        return sum(self.linked.counts[key].value for key in keys) if self.is_shown(*keys) else None

    def state(self, key: Key) -> State:
        """Say whether the count is shown, and if not, why."""
        status = self.statuses[key]
        if status == "small":
            return State.HIDDEN
        if status != "shown":
            return State.WITHHELD
        return State.SHOWN if self.linked.counts[key].value else State.ZERO

    def shown(self, key: Key) -> ShownCount:
        """Return what may be printed of the count: 57, 1 to 10, or a range that can be worked out anyway.

        The range of a withheld count is what the shown ones imply, so that printing it adds nothing.
        """
        status = self.statuses[key]
        if status == "shown":
            return ShownCount.of(self.linked.counts[key].value)
        if status == "small":
            return ShownCount(((1, self.smallest_cell - 1),))
        low, high = implied_range(self, key)
        return ShownCount((None if high is None else (low, high),))

    def text(self, key: Key) -> str:
        """Say what may be printed of the count in the language in force."""
        return self.shown(key).words()


def implied_range(protected: ProtectedCounts, key: Key) -> tuple[int, int | None]:
    """Smallest and largest number that a count can be for somebody who sees the others; None where that is far off."""
    low = protected.reader.least(key)
    far = low + 2 * protected.smallest_cell
    high = protected.reader.most(key, far)
    return low, high if high < far else None
