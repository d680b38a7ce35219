"""SmallGroups: which numbers of patients are too few to be shown, and what must go with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Part = TypeVar("Part")


@dataclass(frozen=True)
class SmallGroups:
    """Which numbers of patients are too few to be shown: the plan's rule, in one place.

    Attributes
    ----------
    smallest_cell : int
        The smallest number of patients that may be shown, besides 0. With 1 no group is small.

    Examples
    --------
    >>> small = SmallGroups(11)
    >>> small.holds(0), small.holds(10), small.holds(11), small.holds(40, 3)
    (False, True, False, True)
    >>> small.are_enough(0), small.are_enough(11)
    (False, True)
    """

    smallest_cell: int = 11

    @property
    def exist(self) -> bool:
        """Whether any group can be small, so that something is hidden."""
        return self.smallest_cell > 1

    @property
    def largest(self) -> int:
        """The largest number of patients that is hidden."""
        return self.smallest_cell - 1

    def holds(self, *numbers: float) -> bool:
        """Whether any of these numbers is that of a small group; nobody is none."""
        return any(0 < number < self.smallest_cell for number in numbers)

    def are_enough(self, number: float) -> bool:
        """Whether so many patients may stand behind a number that is shown."""
        return number >= self.smallest_cell

    def steps_kept(self, levels: Iterable[Part], n: int, count: Callable[[Part], int]) -> list[Part]:
        """Keep levels of which each holds the next, the first ones first, where no step between them is a small group.

        Parameters
        ----------
        levels : iterable
            In the order in which a reader would miss them.
        n : int
            Patients in all.
        count : callable
            How many patients reach a level; fewer, the further it is.

        Examples
        --------
        Of 40 patients 38 came at least once and 25 twice: that two never came would follow from the first.

        >>> SmallGroups(11).steps_kept([1, 2], 40, {1: 38, 2: 25}.get)
        [2]
        """
        shown: list[Part] = []
        for level in levels:
            tried = sorted([*shown, level], key=count, reverse=True)
            reached = [n, *map(count, tried), 0]
            if not self.holds(*(wider - narrower for wider, narrower in pairwise(reached))):
                shown = tried
        return shown


def with_complements(
    hidden: Iterable[Part], others: Iterable[Part], gives_away: Callable[[list[Part]], bool]
) -> list[Part]:
    """Hide further parts of a sum, in their order, until those hidden together give none of them away.

    Parameters
    ----------
    hidden : iterable
        What is hidden for itself; where that is nothing, nothing is hidden.
    others : iterable
        What could be hidden with it, the first ones first.
    gives_away : callable
        Whether a reader who subtracts what is shown learns of few patients, were these alone hidden.

    Examples
    --------
    >>> n = {"hereditary": 4, "traumatic": 30, "diabetic": 90}
    >>> with_complements(["hereditary"], ["traumatic", "diabetic"], lambda names: sum(map(n.get, names)) < 11)
    ['hereditary', 'traumatic']
    """
    chosen, shown = list(hidden), list(others)
    while chosen and shown and gives_away(chosen):
        chosen.append(shown.pop(0))
    return chosen


def hide_last_of_its_kind(shown: Mapping[str, int], hidden: Collection[str]) -> set[str]:
    """Names to hide so that no single group follows from an overall effect and the groups that are shown.

    The standardised overall effect is a known average of the effects of the groups. When only one of them is hidden it
    can be worked out; then the smallest of the shown ones is hidden with it.

    Parameters
    ----------
    shown : mapping of str to int
        Groups that could be shown, with their numbers of patients.
    hidden : collection of str
        Groups that are too small.

    Examples
    --------
    >>> sorted(hide_last_of_its_kind({"diabetic": 90, "traumatic": 30}, {"hereditary"}))
    ['hereditary', 'traumatic']
    >>> sorted(hide_last_of_its_kind({"diabetic": 90}, {"hereditary", "infectious"}))
    ['hereditary', 'infectious']
    """
    smallest_first = sorted(shown, key=lambda name: (shown[name], name))
    return set(with_complements(hidden, smallest_first, lambda names: len(names) == 1))
